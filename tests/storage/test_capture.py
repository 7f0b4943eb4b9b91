"""Whatever a session changes in synced tables is captured, and nothing else can change them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, insert, inspect, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError

from desktop.errors import LedgerError, StateError
from desktop.models.base import Base, Rule
from desktop.models.casework import Note, Promise
from desktop.models.codecs import Flag, Integer, Listing, Mapping, Member, Octets, UidType, Words
from desktop.models.desk import Draft, Setting, TicketRow
from desktop.models.exchange import TakeIn
from desktop.models.site import SiteKey, Staff
from desktop.models.tables import COLUMN_CODECS, SYNCED_CLASSES, SYNCED_TABLES, table_of
from desktop.models.ticket import Ticket
from desktop.services.work import new_uid
from desktop.storage.capture import Change, changes_of, restate
from desktop.storage.database import DeskSession, written_table
from desktop.storage.fold import applier
from desktop.vocabulary import NoteKind, PromiseState, Role, Severity, Status, TicketId
from tests.desks import OPENING, Desk

TABLES = sorted(SYNCED_TABLES)


def _staff(desk: Desk, login: str, **told: Any) -> Staff:
    values = {"name": "新人", "role": Role.CLERK, "active": True, "added_at": OPENING} | told
    return Staff(site=desk.uid, uid=new_uid(), login=login, **values)


def _note(desk: Desk, ticket: TicketId, words: str) -> Note:
    return Note(
        site=desk.uid,
        uid=new_uid(),
        ticket_site=ticket.site,
        ticket_uid=ticket.uid,
        kind=NoteKind.NOTE,
        at=OPENING,
        text=words,
    )


def _only(session: DeskSession) -> Change:
    [change] = changes_of(session)
    return change


def test_an_insert_tells_every_value_and_no_key(desk: Desk) -> None:
    with desk.site.database.write() as session:
        made = _staff(desk, "he")
        session.add(made)
        session.flush()
        change = _only(session)
    assert (change.table, change.site, change.uid) == ("staff", desk.uid, made.uid)
    assert change.old is None
    assert change.new == {
        "login": "he",
        "name": "新人",
        "role": "clerk",
        "active": True,
        "added_at": OPENING,
    }


def test_an_update_tells_old_and_new_of_what_changed_alone(desk: Desk) -> None:
    ticket = desk.register()
    with desk.site.database.write() as session:
        found = session.get_one(Ticket, tuple(ticket))
        found.severity = Severity.HIGH
        session.flush()
        change = _only(session)
    assert change.old == {"severity": "normal", "version": 1}
    assert change.new == {"severity": "high", "version": 2}
    assert (change.subject, change.about) == (ticket.uid, ticket)


def test_several_flushes_join_to_one_change_a_row(desk: Desk) -> None:
    ticket = desk.register()
    with desk.site.database.write() as session:
        found = session.get_one(Ticket, tuple(ticket))
        for severity in (Severity.ELEVATED, Severity.HIGH):
            found.severity = severity
            session.flush()
        found.status = Status.INVESTIGATING
        session.flush()
        change = _only(session)
    assert change.old == {"severity": "normal", "version": 1, "status": "registered"}
    assert change.new == {"severity": "high", "version": 4, "status": "investigating"}


def test_an_insert_that_is_changed_before_the_end_stays_one_insert(desk: Desk) -> None:
    with desk.site.database.write() as session:
        made = _staff(desk, "he")
        session.add(made)
        session.flush()
        made.name = "何平"
        session.flush()
        change = _only(session)
    assert change.old is None
    assert change.new["name"] == "何平"


def test_a_row_touched_but_not_changed_is_no_change(desk: Desk) -> None:
    ticket = desk.register()
    with desk.site.database.write() as session:
        found = session.get_one(Ticket, tuple(ticket))
        found.severity = Severity(found.severity)
        session.flush()
        assert changes_of(session) == []


def _values() -> list[tuple[type[Base], str, Any, Any, Any, Any]]:
    """Give class, column, old, new, and both in the ledger's form, for every codec."""
    uid, other = "0a" * 16, "0b" * 16  # the same in every process: they name the cases
    return [
        (Staff, "active", True, False, True, False),
        (Staff, "name", "陈", "涛\n\t“”\U0001f600", "陈", "涛\n\t“”\U0001f600"),
        (Staff, "role", Role.CLERK, Role.MANAGER, "clerk", "manager"),
        (Staff, "added_at", 0, 2**53 - 1, 0, 2**53 - 1),
        (SiteKey, "signing", b"", bytes(range(256)), "", None),
        (SiteKey, "enrolment", uid, other, uid, other),
        (SiteKey, "recovery", None, "age1", None, "age1"),
        (SiteKey, "recovery", "age1", None, "age1", None),
        (SiteKey, "revoked_at", None, -5, None, -5),
        (SiteKey, "revoked_at", 7, None, 7, None),
        (SiteKey, "enrolment", uid, None, uid, None),
        (TakeIn, "verdicts", {"7": "waits"}, {}, {"7": "waits"}, {}),
        (Ticket, "demands", (), ("refund", "apology"), [], ["refund", "apology"]),
    ]


MINIMAL: dict[type[Base], dict[str, Any]] = {
    Staff: {"login": "x", "name": "x", "role": Role.CLERK, "active": True, "added_at": 1},
    SiteKey: {"site_uid": "0" * 32, "signing": b"k", "sealing": "age", "made_at": 1},
    TakeIn: {
        "source": "0" * 32,
        "sender": "0" * 32,
        "epoch": "e",
        "bundle": 1,
        "manifest": "m",
        "from_seq": 1,
        "to_seq": 1,
        "head": "h",
        "entries": 1,
        "verdicts": {},
        "at": 1,
    },
}


@pytest.mark.parametrize(
    ("cls", "column", "old", "new", "told_old", "told_new"),
    _values(),
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_values_pass_through_their_codec_both_ways(
    desk: Desk, cls: Any, column: str, old: Any, new: Any, told_old: Any, told_new: Any
) -> None:
    codec = COLUMN_CODECS[table_of(cls).name][column]
    if cls is Ticket:
        key = tuple(desk.register())
    else:
        key = (desk.uid, new_uid())
        with desk.site.database.write() as session:
            session.add(cls(site=key[0], uid=key[1], **MINIMAL[cls] | {column: old}))
    with desk.site.database.write() as session:
        record = session.get_one(cls, key)
        assert getattr(record, column) == old
        setattr(record, column, new)
        session.flush()
        change = _only(session)
        told_new = codec.to_plain(new) if told_new is None else told_new
        assert (change.old or {})[column] == told_old
        assert change.new[column] == told_new
    assert codec.from_plain(told_new) == new
    with desk.site.database.read() as reading:
        assert getattr(reading.get_one(cls, key), column) == new


def test_every_codec_was_tried() -> None:
    tried = {type(table_of(cls).c[column].type) for cls, column, *_ in _values()}
    assert tried == {UidType, Integer, Flag, Words, Member, Listing, Mapping, Octets}


def test_none_is_told_where_it_is_a_value_and_left_out_of_inserts(desk: Desk) -> None:
    ticket = desk.register()
    with desk.site.database.write() as session:
        found = session.get_one(Ticket, tuple(ticket))
        found.assignee = desk.actors["chen"].staff
        session.flush()
        found.assignee = None
        session.flush()
        change = _only(session)
        session.rollback()
    assert change.old is not None
    assert (change.old["assignee"], change.new["assignee"]) == (None, None)


# ---------------------------------------------------------------- savepoints


def test_a_savepoint_rolled_back_leaves_nothing(desk: Desk) -> None:
    with desk.site.database.write() as session:
        session.add(_staff(desk, "before"))
        session.flush()
        inner = session.begin_nested()
        session.add(_staff(desk, "within"))
        session.flush()
        inner.rollback()
        session.add(_staff(desk, "after"))
        session.flush()
        assert [c.new["login"] for c in changes_of(session)] == ["before", "after"]
    with desk.site.database.read() as session:
        assert "within" not in session.scalars(select(Staff.login)).all()


def test_a_savepoint_kept_keeps_its_changes(desk: Desk) -> None:
    with desk.site.database.write() as session:
        with session.begin_nested():
            session.add(_staff(desk, "outer"))
            session.flush()
            inner = session.begin_nested()
            session.add(_staff(desk, "inner"))
            session.flush()
            inner.rollback()
            with session.begin_nested():
                session.add(_staff(desk, "second"))
        assert [c.new["login"] for c in changes_of(session)] == ["outer", "second"]


def test_a_savepoint_around_a_kept_one_takes_it_along(desk: Desk) -> None:
    with desk.site.database.write() as session:
        outer = session.begin_nested()
        with session.begin_nested():
            session.add(_staff(desk, "inner"))
        assert len(changes_of(session)) == 1
        outer.rollback()
        assert changes_of(session) == []


def _add_in_savepoint(session: DeskSession, *records: Base) -> None:
    with session.begin_nested():
        for record in records:
            session.expunge_all()  # so that a clash is the database's to find
            session.add(record)
            session.flush()


def test_a_flush_that_fails_in_a_savepoint_forgets_only_the_savepoint(desk: Desk) -> None:
    ticket = desk.register()
    with desk.site.database.write() as session:
        session.get_one(Ticket, tuple(ticket)).severity = Severity.HIGH
        session.flush()
        known = session.scalars(select(Staff.uid)).first()
        clash = Staff(site=desk.uid, uid=known, **MINIMAL[Staff])
        with pytest.raises(IntegrityError):
            _add_in_savepoint(session, _staff(desk, "twice"), clash)
        change = _only(session)
        assert (change.table, change.new["severity"]) == ("ticket", "high")
        with pytest.raises(LedgerError, match=r"ledger\.unrecorded_write"):
            session.execute(update(Staff).values(name="x"))


def test_a_transaction_rolled_back_leaves_nothing_for_the_next(desk: Desk) -> None:
    with desk.site.database.write() as session:
        with session.begin_nested():
            session.add(_staff(desk, "one"))
        session.rollback()
        assert changes_of(session) == []
        session.add(_staff(desk, "two"))
        session.flush()
        assert [c.new["login"] for c in changes_of(session)] == ["two"]


def test_a_commit_ends_what_was_captured(desk: Desk) -> None:
    with desk.site.database.write() as session:
        session.add(_staff(desk, "one"))
        session.commit()
        assert changes_of(session) == []


# ---------------------------------------------------------------- nothing is lost


def test_an_expired_attribute_has_its_old_value_all_the_same(desk: Desk) -> None:
    ticket = desk.register()
    with desk.site.database.write() as session:
        found = session.get_one(Ticket, tuple(ticket))
        session.expire(found)
        found.severity = Severity.HIGH
        session.flush()
        change = _only(session)
    assert change.old is not None
    assert (change.old["severity"], change.new["severity"]) == ("normal", "high")


def test_a_record_is_made_of_its_own_columns_alone() -> None:
    with pytest.raises(TypeError, match="phone"):
        Staff(phone="1")
    assert Staff(login="he").active is None


def test_a_failed_insert_that_nobody_minds_is_tried_again(desk: Desk) -> None:
    def go_on() -> None:
        with desk.site.database.write() as session:
            known = session.scalars(select(Staff.uid)).first()
            session.expunge_all()
            session.add(_staff(desk, "first"))
            session.add(Staff(site=desk.uid, uid=known, **MINIMAL[Staff]))
            with pytest.raises(IntegrityError):
                session.flush()
            assert [c.new["login"] for c in changes_of(session)] == ["first"]

    with pytest.raises(IntegrityError):
        go_on()
    with desk.site.database.read() as session:
        assert "first" not in session.scalars(select(Staff.login)).all()


def test_a_new_row_changed_after_a_savepoint_is_the_sessions_own(desk: Desk) -> None:
    with desk.site.database.write() as session:
        made = _staff(desk, "he")
        session.add(made)
        session.flush()
        with session.begin_nested():
            made.name = "何平"
        assert session.get(Staff, (desk.uid, made.uid)) is made
        assert _only(session).new["name"] == "何平"
    with desk.site.database.read() as session:
        assert session.get_one(Staff, (desk.uid, made.uid)).name == "何平"


def test_a_row_just_made_has_old_values_for_what_was_never_set(desk: Desk) -> None:
    with desk.site.database.write() as session:
        made = SiteKey(site=desk.uid, uid=new_uid(), **MINIMAL[SiteKey])
        session.add(made)
        session.commit()
        made.revoked_at = 5
        session.flush()
        change = _only(session)
    assert change.old == {"revoked_at": None}
    assert change.new == {"revoked_at": 5}


def test_every_synced_column_loads_its_old_value() -> None:
    keys = {"site", "uid"}
    careless = [
        (cls.__name__, prop.key)
        for cls in SYNCED_CLASSES
        for prop in cls.__mapper__.column_attrs  # type: ignore[attr-defined]
        if prop.key not in keys and not prop.active_history
    ]
    assert not careless


@pytest.mark.parametrize("column", ["site", "uid"])
def test_a_key_never_changes(desk: Desk, column: str) -> None:
    def change(session: DeskSession) -> None:
        person = session.scalars(select(Staff).where(Staff.login == "chen")).one()
        setattr(person, column, new_uid())

    with pytest.raises(StateError, match=r"ledger\.key_changed"):
        desk.write(change)
    with desk.site.database.read() as session:
        assert session.scalars(select(Staff.login).where(Staff.login == "chen")).one()


def test_restating_tells_the_full_state_of_a_record(desk: Desk) -> None:
    ticket = desk.register()
    with desk.site.database.write() as session:
        found = session.get_one(Ticket, tuple(ticket))
        changes = changes_of(session)
        restate(changes, found)
    [change] = changes
    assert change.new["custodian"] == desk.uid
    assert change.new["assignee"] is None
    rules = {k: v.info["rule"].rule for k, v in table_of(Ticket).c.items()}
    assert set(change.new) == {key for key, rule in rules.items() if rule is Rule.STATE}
    assert change.old == change.new


# ---------------------------------------------------------------- deletes and bulk statements


@pytest.mark.parametrize("cls", [Staff, Note, Ticket])
def test_a_synced_record_is_never_deleted(desk: Desk, cls: type[Base]) -> None:
    ticket = desk.register()
    with desk.site.database.write() as session:
        session.add(_note(desk, ticket, "一句话"))
    before = desk.rows()
    with pytest.raises(LedgerError, match=r"ledger\.delete_refused"):
        desk.write(lambda session: session.delete(session.scalars(select(cls)).first()))
    assert desk.rows() == before


NEW = {"site": "0" * 32, "uid": "1" * 32, **MINIMAL[Staff]}
TABLE = table_of(Staff)
BULK: dict[str, Callable[[DeskSession], Any]] = {
    "core insert": lambda s: s.execute(insert(TABLE), NEW),
    "core insert, many": lambda s: s.execute(insert(TABLE), [NEW, NEW | {"uid": "2" * 32}]),
    "core update": lambda s: s.execute(update(TABLE).values(name="x")),
    "core delete": lambda s: s.execute(delete(TABLE)),
    "on the connection": lambda s: s.connection().execute(delete(TABLE)),
    "orm insert": lambda s: s.execute(insert(Staff), [NEW]),
    "orm insert returning": lambda s: s.scalars(insert(Staff).returning(Staff), [NEW]).all(),
    "orm update": lambda s: s.execute(update(Staff).where(Staff.login == "x").values(name="x")),
    "orm update by key": lambda s: s.execute(
        update(Staff), [{"site": "0" * 32, "uid": "1" * 32, "name": "x"}]
    ),
    "orm delete": lambda s: s.execute(delete(Staff).where(Staff.login == "x")),
    "query update": lambda s: s.query(Staff).update({"name": "x"}),
    "query delete": lambda s: s.query(Staff).delete(),
    "bulk save": lambda s: s.bulk_save_objects([Staff(**NEW)]),
    "bulk insert": lambda s: s.bulk_insert_mappings(inspect(Staff), [NEW]),
    "bulk update": lambda s: s.bulk_update_mappings(inspect(Staff), [NEW]),
    "upsert": lambda s: s.execute(
        upsert(TABLE).on_conflict_do_update(index_elements=["site", "uid"], set_={"name": "x"}), NEW
    ),
    "insert from select": lambda s: s.execute(
        insert(TABLE).from_select(["site", "uid"], select(TABLE.c.site, TABLE.c.uid))
    ),
    "cte": lambda s: s.execute(
        update(TABLE).values(name="x").where(TABLE.c.uid.in_(select(select(TABLE.c.uid).cte())))
    ),
    "driver sql": lambda s: s.connection().exec_driver_sql("DELETE FROM staff"),
}


@pytest.mark.parametrize("how", BULK)
def test_bulk_statements_on_synced_tables_are_refused(desk: Desk, how: str) -> None:
    before = desk.rows()
    with (
        pytest.raises(LedgerError, match=r"ledger\.unrecorded_write table=staff"),
        desk.site.database.write() as session,
    ):
        BULK[how](session)
    assert desk.rows() == before


SPELT = [
    "update staff set name = 'x'",
    "UPDATE STAFF SET name = 'x'",
    "uPdAtE Staff sEt name = 'x'",
    "UPDATE \"staff\" SET name = 'x'",
    "UPDATE\"staff\"SET name = 'x'",
    "UPDATE 'staff' SET name = 'x'",
    "UPDATE [staff] SET name = 'x'",
    "UPDATE `staff` SET name = 'x'",
    "UPDATE main.staff SET name = 'x'",
    "UPDATE main . \"staff\" SET name = 'x'",
    'UPDATE "main"."staff" SET name = 1',
    "UPDATE OR IGNORE staff SET name = 'x'",
    "update/**/staff set name = 'x'",
    "/* a note */ UPDATE staff SET name = 'x'",
    "-- a note\nUPDATE staff SET name = 'x'",
    "\n\t UPDATE\n\tstaff SET name = 'x'",
    "UPDATE -- a ' quote\n staff SET name = 'x'",
    "UPDATE /* a \" quote */ staff SET name = 'x'",
    "INSERT INTO staff SELECT * FROM staff",
    "INSERT OR REPLACE INTO staff SELECT * FROM staff",
    "REPLACE INTO staff SELECT * FROM staff",
    'INSERT INTO"staff"SELECT * FROM staff',
    "DELETE FROM staff",
    'delete from"staff"',
    "WITH a AS (SELECT 1) DELETE FROM staff",
    "WITH a AS (SELECT (1)), b AS (SELECT ')') UPDATE staff SET name = 'x'",
    "WITH RECURSIVE a(n) AS (SELECT 1 UNION SELECT n FROM a) DELETE FROM staff",
    "WITH a AS (SELECT 1)/**/DELETE FROM staff",
    "CREATE TEMP TRIGGER t AFTER INSERT ON draft BEGIN DELETE FROM staff; END",
]


@pytest.mark.parametrize("statement", SPELT)
def test_a_write_is_known_however_it_is_spelt(desk: Desk, statement: str) -> None:
    before = desk.rows()
    with pytest.raises(LedgerError, match=r"ledger\.unrecorded_write"):
        desk.write(lambda s: s.execute(text(statement)))
    with pytest.raises(LedgerError, match=r"ledger\.unrecorded_write"):
        desk.write(lambda s: s.connection().exec_driver_sql(statement))
    assert desk.rows() == before


@pytest.mark.parametrize("table", [*TABLES, "entry"])
@pytest.mark.parametrize(
    "act", ["INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET site = 1", "DELETE FROM {}"]
)
def test_every_synced_table_and_the_ledger_are_guarded(table: str, act: str) -> None:
    assert written_table(act.format(table)) == table
    assert written_table(act.format(f'"{table.upper()}"')) == table


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM staff",
        "SELECT 'UPDATE staff' FROM staff",
        "UPDATE draft SET counter = 'delete from staff'",
        "INSERT INTO ticket_row (uid) SELECT uid FROM ticket",
        "INSERT INTO draft (uid) VALUES (1) ON CONFLICT DO UPDATE SET counter = 'staff'",
        "DELETE FROM ticket_search",
        "DELETE FROM ticket_row WHERE uid IN (SELECT uid FROM ticket)",
    ],
)
def test_reading_and_the_desks_own_tables_are_free(statement: str) -> None:
    assert written_table(statement) is None


def test_desk_and_derived_tables_are_written_freely_and_never_recorded(desk: Desk) -> None:
    with desk.site.database.write() as session:
        session.add(Draft(uid=new_uid(), counter="1", saved_at=1, fields={}))
        session.execute(insert(Setting), {"key": "k", "value": {"a": 1}})
        session.execute(update(Setting).values(value={}).where(Setting.key == "k"))
        session.execute(delete(Setting).where(Setting.key == "k"))
        session.execute(delete(TicketRow))
        session.flush()
        session.delete(session.scalars(select(Draft)).one())
        session.flush()
        assert changes_of(session) == []


def test_the_pen_is_put_down_after_each_flush_and_each_fold(desk: Desk) -> None:
    with desk.site.database.write() as session:
        session.add(_staff(desk, "he"))
        session.flush()
        for _ in range(2):
            with pytest.raises(LedgerError):
                session.execute(delete(TABLE))
            with applier(session.connection()), applier(session.connection()):
                session.execute(update(TABLE).values(name=TABLE.c.name))
        session.rollback()


def test_a_pen_left_open_by_a_failure_is_not_found_by_the_next(desk: Desk) -> None:
    with pytest.raises(IntegrityError):
        desk.write(lambda s: s.add(Staff(site=desk.uid, uid=new_uid(), login="x")))
    with pytest.raises(LedgerError):
        desk.write(lambda s: s.execute(delete(TABLE)))


# ---------------------------------------------------------------- what the schema may not do


def test_no_synced_table_lets_the_database_decide_anything() -> None:
    for table in SYNCED_TABLES.values():
        assert not table.foreign_keys, table
        for column in table.c:
            assert column.server_default is None, column
            assert column.server_onupdate is None, column
            assert column.default is None, column
            assert column.onupdate is None, column
            assert column.computed is None, column


def test_no_mapped_class_has_cascades() -> None:
    assert not [cls for cls in SYNCED_CLASSES if list(cls.__mapper__.relationships)]  # type: ignore[attr-defined]


def test_a_ticket_counts_its_versions(desk: Desk) -> None:
    ticket = desk.register()
    with desk.site.database.write() as session:
        session.add(
            Promise(
                site=desk.uid,
                uid=new_uid(),
                ticket_site=ticket.site,
                ticket_uid=ticket.uid,
                what="答复",
                due_at=1,
                made_at=1,
                state=PromiseState.OPEN,
            )
        )
        session.flush()
        assert session.get_one(Ticket, tuple(ticket)).version == 1
        session.get_one(Ticket, tuple(ticket)).severity = Severity.HIGH
        session.flush()
        assert session.get_one(Ticket, tuple(ticket)).version == 2
