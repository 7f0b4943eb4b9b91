"""Capture of what a command changes: the one place where table changes become ledger changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from sqlalchemy import event, inspect
from sqlalchemy.orm.attributes import set_committed_value

from desktop.errors import LedgerError, StateError
from desktop.models.base import Synced
from desktop.models.tables import COLUMN_CODECS, RULES, state_columns
from desktop.models.ticket import Ticket
from desktop.storage.database import SCRIBE, DeskSession

if TYPE_CHECKING:
    from sqlalchemy.orm import SessionTransaction

    from desktop.models.codecs import Plain
    from desktop.vocabulary import TicketId, Uid

_BUFFER = "capture.buffer"
_MARKS = "capture.marks"
_PEN = "capture.pen"
_ALIVE = "capture.alive"
"""Records of this transaction, held because the session's own hold on them is weak."""
_KEY_COLUMNS = frozenset({"site", "uid"})


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
def _open_pen(session: DeskSession, _context: object, _instances: object) -> None:
    for record in session.deleted:
        if isinstance(record, Synced):
            raise LedgerError("ledger.delete_refused", table=type(record).__tablename__)  # type: ignore[attr-defined]
    for record in session.dirty:
        if isinstance(record, Ticket) and session.is_modified(record):
            record.version += 1
    pen = session.info[_PEN] = session.connection().info
    pen[SCRIBE] = "flush"


@event.listens_for(DeskSession, "after_flush")
def _record(session: DeskSession, _context: object) -> None:
    buffer = session.info.setdefault(_BUFFER, [])
    session.info.setdefault(_ALIVE, []).extend(session.new)
    for record in session.new:
        if isinstance(record, Synced):
            buffer.append(_inserted(record))
    for record in session.dirty:
        if isinstance(record, Synced) and session.is_modified(record):
            buffer.append(_updated(record))
    _put_down_pen(session)


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
    _put_down_pen(session)


def _put_down_pen(session: DeskSession) -> None:
    pen = session.info.pop(_PEN, None)
    if pen is not None:
        pen.pop(SCRIBE, None)


@event.listens_for(DeskSession, "after_transaction_create")
def _mark(session: DeskSession, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(_MARKS, {})[id(transaction)] = len(session.info.get(_BUFFER, []))


@event.listens_for(DeskSession, "after_commit")
def _clear(session: DeskSession) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_BUFFER, None)
        session.info.pop(_ALIVE, None)


def _inserted(record: Synced) -> Change:
    table = record.__tablename__  # type: ignore[attr-defined]
    values = {}
    for key, codec in COLUMN_CODECS[table].items():
        if key not in record.__dict__:
            # What was never set is NULL now; else a later change would know no old value.
            set_committed_value(record, key, None)
        value = record.__dict__[key]
        if key not in _KEY_COLUMNS and value is not None:
            values[key] = codec.to_plain(value)
    return Change(table, record.site, record.uid, record.subject, record.about, None, values)


def _updated(record: Synced) -> Change:
    table = record.__tablename__  # type: ignore[attr-defined]
    codecs = COLUMN_CODECS[table]
    state = inspect(record)
    old: dict[str, Plain] = {}
    new: dict[str, Plain] = {}
    for key in codecs:
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
