"""Statements made ready: the driver's speed behind the same guard, with the same errors."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from desktop.errors import LedgerError, StorageError
from desktop.models.desk import Draft, Setting, SubjectKey
from desktop.models.site import Staff
from desktop.models.tables import SYNCED_TABLES, table_of
from desktop.models.ticket import Ticket
from desktop.services.work import new_uid
from desktop.storage.fold import applier
from desktop.storage.ready import Ready
from desktop.vocabulary import Nature, Severity
from tests.desks import Desk

SETTING = table_of(Setting)
ADD = Ready(insert(SETTING))
KEYS = Ready(select(SETTING.c.key).where(SETTING.c.key == bindparam("of")))


def test_values_pass_through_the_types_of_their_columns(desk: Desk) -> None:
    uid = new_uid()
    draft = {"uid": uid, "counter": "1", "by": None, "saved_at": 7, "fields": {"b": 1, "a": "退"}}
    with desk.site.database.write() as session:
        Ready(insert(table_of(Draft))).run(session.core, draft)
        found = session.get_one(Draft, uid)
    assert (found.counter, found.by, found.saved_at, found.fields) == (
        "1",
        None,
        7,
        draft["fields"],
    )


def test_what_a_statement_says_itself_is_packed_too(desk: Desk) -> None:
    ticket, t = desk.register(severity=Severity.HIGH), table_of(Ticket).c
    high = Ready(select(t.uid).where(t.severity == Severity.HIGH, t.site == bindparam("of")))
    assert "high" in high.packed({"of": desk.uid})
    with desk.site.database.read() as session:
        assert high.run(session.core, {"of": desk.uid}).fetchall() == [(bytes.fromhex(ticket.uid),)]
        assert high.run(session.core, {"of": "0" * 32}).fetchall() == []


def test_a_value_that_was_not_told_is_asked_for(desk: Desk) -> None:
    with desk.site.database.read() as session, pytest.raises(KeyError, match="of"):
        KEYS.run(session.core, {})


def test_many_rows_are_counted(desk: Desk) -> None:
    with desk.site.database.write() as session:
        rows = [{"key": f"k{n}", "value": {}} for n in range(3)]
        assert ADD.run_many(session.core, rows) == 3
        of = Ready(update(SETTING).where(SETTING.c.key > bindparam("of")).values(value={"a": 1}))
        assert of.run_many(session.core, [{"of": "k0"}]) >= 2


def test_a_clash_is_told_as_by_sqlalchemy_and_quotes_nothing(desk: Desk) -> None:
    with desk.site.database.write() as session:
        told = {"subject": "0" * 32, "key": b"SECRET"}
        add = Ready(insert(table_of(SubjectKey)))
        add.run(session.core, told)
        for again in (
            lambda: add.run(session.core, told),
            lambda: add.run_many(session.core, [told]),
        ):
            with pytest.raises(IntegrityError) as refused:
                again()
            assert "SECRET" not in str(refused.value)


def test_a_reader_cannot_write_through_it(desk: Desk) -> None:
    with (
        pytest.raises(StorageError, match=r"storage\.read_only"),
        desk.site.database.read() as session,
    ):
        ADD.run(session.core, {"key": "k", "value": {}})


@pytest.mark.parametrize("name", sorted(SYNCED_TABLES))
def test_a_synced_table_is_refused_to_whoever_does_not_record(desk: Desk, name: str) -> None:
    table = SYNCED_TABLES[name]
    told: dict[str, Any] = dict.fromkeys(table.c.keys())
    before = desk.rows()
    with (
        pytest.raises(LedgerError, match=rf"ledger\.unrecorded_write table={name}"),
        desk.site.database.write() as session,
    ):
        Ready(insert(table)).run(session.core, told)
    with (
        pytest.raises(LedgerError, match=rf"ledger\.unrecorded_write table={name}"),
        desk.site.database.write() as session,
    ):
        Ready(update(table).values(site=bindparam("to"))).run_many(session.core, [{"to": "0" * 32}])
    assert desk.rows() == before


def test_the_applier_may(desk: Desk) -> None:
    table = table_of(Staff)
    rename = Ready(update(table).where(table.c.login == bindparam("of")).values(name="x"))
    with desk.site.database.write() as session:
        with applier(session.core):
            rename.run(session.core, {"of": "chen"})
        assert session.scalars(select(Staff.name).where(Staff.login == "chen")).one() == "x"
        session.rollback()


def test_a_member_of_another_enumeration_is_refused(desk: Desk) -> None:
    table = table_of(Ticket)
    turn = Ready(update(table).values(nature=bindparam("to")))
    with desk.site.database.write() as session, applier(session.core):
        with pytest.raises(ValueError, match="high"):
            turn.run(session.core, {"to": Severity.HIGH})
        assert turn.packed({"to": Nature.PRAISE}) == ["praise"]
