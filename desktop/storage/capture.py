"""Capture of what a command changes: the one place where table changes become ledger changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm.attributes import instance_state

from desktop.errors import LedgerError, StateError
from desktop.models.base import Synced
from desktop.models.tables import COLUMN_CODECS, RULES, SYNCED_TABLES, state_columns
from desktop.models.ticket import Ticket
from desktop.storage.database import SCRIBE, DeskSession
from desktop.storage.ready import Ready

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import SessionTransaction

    from desktop.models.codecs import Plain
    from desktop.vocabulary import TicketId, Uid

_BUFFER = "capture.buffer"
_MARKS = "capture.marks"
_PEN = "capture.pen"
_WRITTEN = "capture.written"
"""New records of this transaction, held because the session's own hold on them is weak."""
_KEY_COLUMNS = frozenset({"site", "uid"})
_ADD = {name: Ready(insert(table)) for name, table in SYNCED_TABLES.items()}


@dataclass(slots=True)
class Change:
    """What happened to one row: `old` is None for an insert; values in the ledger's plain form."""

    table: str
    site: Uid
    uid: Uid
    subject: Uid | None
    about: TicketId | None
    old: dict[str, Plain] | None
    new: dict[str, Plain] = field(default_factory=dict)

    def personal(self) -> frozenset[str]:
        """Name the changed columns that are sealed."""
        rules = RULES[self.table]
        return frozenset(key for key in self.new if rules[key].personal)


def changes_of(session: DeskSession) -> list[Change]:
    """Give everything captured in this transaction, one change a row, in order of first touch."""
    merged: dict[tuple[str, str, str], Change] = {}
    for change in cast("list[Change]", session.info.get(_BUFFER, [])):
        key = (change.table, change.site, change.uid)
        if key not in merged:
            merged[key] = Change(
                change.table,
                change.site,
                change.uid,
                change.subject,
                change.about,
                None if change.old is None else dict(change.old),
                dict(change.new),
            )
        else:
            _join(merged[key], change)
    return [change for change in merged.values() if change.old is None or change.new]


def _join(first: Change, later: Change) -> None:
    if first.old is not None and later.old is not None:
        for key, value in later.old.items():
            first.old.setdefault(key, value)
    first.new.update(later.new)


@event.listens_for(DeskSession, "before_flush")
def _begin_flush(session: DeskSession, _context: object, _instances: object) -> None:
    for record in session.deleted:
        if isinstance(record, Synced):
            raise LedgerError("ledger.delete_refused", table=type(record).__tablename__)  # type: ignore[attr-defined]
    connection = session.core
    connection.info[SCRIBE] = "flush"
    try:
        _keep_new(session, connection)
    except BaseException:
        _put_down_pen(connection)
        raise
    for record in session.dirty:
        if isinstance(record, Ticket) and session.is_modified(record):
            record.version += 1
    if session.new or session.dirty:
        session.info[_PEN] = connection
    else:
        _put_down_pen(connection)


def _keep_new(session: DeskSession, connection: Connection) -> None:
    """Write the session's new synced records and make them its own.

    Not left to the unit of work, which looks for what our records do not have (relations,
    defaults, keys that the database makes) for ten times what the rows themselves cost
    (decision 012).
    """
    written = session.info.setdefault(_WRITTEN, [])
    buffer = session.info.setdefault(_BUFFER, [])
    for record in session.new:
        if isinstance(record, Synced):
            change = _inserted(record)
            _ADD[change.table].run(connection, record.__dict__)
            # The session's own way to end a flush; the open ones look twice at every attribute.
            session._register_persistent({instance_state(record)})  # noqa: SLF001
            written.append(record)
            buffer.append(change)


@event.listens_for(DeskSession, "after_flush")
def _record(session: DeskSession, _context: object) -> None:
    buffer = session.info.setdefault(_BUFFER, [])
    for record in session.dirty:
        if isinstance(record, Synced):
            buffer.append(_updated(record))
    _end_flush(session)


@event.listens_for(DeskSession, "after_soft_rollback")
def _forget(session: DeskSession, previous: SessionTransaction) -> None:
    """Forget what was captured since the savepoint that was rolled back, or everything.

    A flush that fails tells only of itself, but has rolled back the savepoint around it.
    """
    point: SessionTransaction | None = previous
    while point is not None and not point.nested:
        point = point.parent
    keep = 0 if point is None else session.info.get(_MARKS, {}).get(id(point), 0)
    del session.info.setdefault(_BUFFER, [])[keep:]
    _end_flush(session)


def _end_flush(session: DeskSession) -> None:
    connection = session.info.pop(_PEN, None)
    if connection is not None:
        _put_down_pen(connection)


def _put_down_pen(connection: Connection) -> None:
    connection.info.pop(SCRIBE, None)


@event.listens_for(DeskSession, "after_transaction_create")
def _mark(session: DeskSession, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(_MARKS, {})[id(transaction)] = len(session.info.get(_BUFFER, []))


@event.listens_for(DeskSession, "after_commit")
def _clear(session: DeskSession) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_BUFFER, None)
        session.info.pop(_WRITTEN, None)


def _inserted(record: Synced) -> Change:
    table = record.__tablename__  # type: ignore[attr-defined]
    values = {
        key: codec.to_plain(record.__dict__[key])
        for key, codec in COLUMN_CODECS[table].items()
        if key not in _KEY_COLUMNS and record.__dict__[key] is not None
    }
    return Change(table, record.site, record.uid, record.subject, record.about, None, values)


def _updated(record: Synced) -> Change:
    table = record.__tablename__  # type: ignore[attr-defined]
    codecs = COLUMN_CODECS[table]
    state = inspect(record)
    old: dict[str, Plain] = {}
    new: dict[str, Plain] = {}
    untouched = state.unmodified
    for key in (key for key in codecs if key not in untouched):
        history = state.attrs[key].history
        if not history.has_changes():
            continue
        if key in _KEY_COLUMNS or not history.deleted:
            raise StateError("ledger.key_changed", table=table, column=key)
        before = codecs[key].to_plain(history.deleted[0])
        after = codecs[key].to_plain(history.added[0])
        if before != after:
            old[key] = before
            new[key] = after
    return Change(table, record.site, record.uid, record.subject, record.about, old, new)


def restate(changes: list[Change], record: Synced) -> None:
    """Let the changes say every state column of a record, changed or not."""
    table = record.__tablename__  # type: ignore[attr-defined]
    key = (table, record.site, record.uid)
    found = next((c for c in changes if (c.table, c.site, c.uid) == key), None)
    if found is None:
        found = Change(table, record.site, record.uid, record.subject, record.about, {}, {})
        changes.append(found)
    for column in sorted(state_columns(table) - found.new.keys()):
        value = COLUMN_CODECS[table][column].to_plain(getattr(record, column))
        found.new[column] = value
        if found.old is not None:
            found.old[column] = value
