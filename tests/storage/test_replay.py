"""Replay: the ledger alone gives every synced row, at a branch and at headquarters alike."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.services.casework import add_note, record_contact, resolve_ticket
from desktop.services.checking import verify_site
from desktop.services.escalations import accept_hand_over, return_ticket
from desktop.services.tickets import ticket_detail
from desktop.storage.fold import applier, snapshot
from desktop.storage.replay import FACTS_ONLY, clear_synced, derived_tables, replay, take_in_of
from desktop.sync.conflicts import conflict_rows, decide_conflict
from desktop.vocabulary import NoteKind, Status
from tests.desks import Desk, Pair
from tests.storage.folding import as_stored, fold_into_empty
from tests.storage.golden.make import tell_story


def _holds(desk: Desk) -> None:
    assert fold_into_empty(desk.site) == as_stored(desk.site)


def _verdicts(desk: Desk) -> dict[str, str]:
    """Give every verdict of the site's take-ins by the foreign seq."""
    found: dict[str, str] = {}
    for entry in desk.entries():
        told = take_in_of(entry.parsed())
        found |= told["verdicts"] if told else {}
    return found


def test_what_a_branch_did_alone_folds_to_its_tables(desk: Desk) -> None:
    ticket = desk.register()
    desk.by("chen", record_contact, ticket, "phone", "已联系")
    desk.by("chen", resolve_ticket, ticket, "已换货", "phone")
    _holds(desk)


def test_foreign_ranges_take_effect_where_they_were_taken_in(pair: Pair) -> None:
    pair.asked()
    pair.branch.register(facts="第二件")
    pair.up()
    taken = [told for e in pair.hq.entries() if (told := take_in_of(e.parsed()))]
    assert [told["from_seq"] for told in taken] == [1, taken[0]["to_seq"] + 1]
    assert taken[1]["to_seq"] == len(pair.branch.entries())
    assert all(told["source"] == pair.branch.uid for told in taken)
    _holds(pair.hq)
    assert len(as_stored(pair.hq.site)["ticket"]) == 2


def test_entries_that_were_never_taken_in_have_no_effect(pair: Pair) -> None:
    pair.asked()
    before = len(pair.hq.entries())
    assert take_in_of(pair.hq.entries()[-1].parsed()) is not None
    ends = _folded_until(pair.hq, before - 1)
    assert ends["ticket"] == []
    assert ends["site"] == [row for row in as_stored(pair.hq.site)["site"] if row["code"] == "HQ"]


class _EnoughError(Exception):
    """The replay has come as far as the test wants."""


def _folded_until(desk: Desk, last: int) -> dict[str, Any]:
    def stop(seq: int) -> None:
        if seq == last:
            raise _EnoughError

    with desk.site.database.connect() as connection:
        whole = snapshot(connection)
        clear_synced(connection)
        with pytest.raises(_EnoughError):
            replay(connection, connection, desk.uid, stop)
        found = snapshot(connection)
        clear_synced(connection)
        replay(connection, connection, desk.uid)
        assert snapshot(connection) == whole
    return found


def test_custody_goes_up_and_comes_back_the_same_on_both_sides(pair: Pair) -> None:
    ticket = pair.offered()
    pair.hq.by("sun", accept_hand_over, ticket, "总部接手")
    pair.down()
    pair.hq.by("sun", return_ticket, ticket, "按总部意见办理")
    pair.down()
    pair.branch.by("chen", resolve_ticket, ticket, "已按总部意见退款", "phone")
    pair.up()
    for desk in (pair.branch, pair.hq):
        _holds(desk)
    here, there = (
        next(row for row in as_stored(d.site)["ticket"] if row["uid"] == ticket.uid)
        for d in (pair.branch, pair.hq)
    )
    assert here == there
    assert (here["custodian"], here["status"]) == (pair.branch.uid, "resolved")


def test_who_is_not_custodian_adds_facts_and_no_state(pair: Pair) -> None:
    ticket = pair.offered()
    pair.hq.by("sun", accept_hand_over, ticket, "总部接手")
    before = pair.hq.by("sun", ticket_detail, ticket)
    pair.branch.by("chen", record_contact, ticket, "phone", "顾客又打来电话")
    pair.up()
    assert set(_verdicts(pair.hq).values()) == {"not_custodian"}
    assert "not_custodian" in FACTS_ONLY
    seen = pair.hq.by("sun", ticket_detail, ticket)
    assert (seen.status, seen.responded_at, seen.version) == (
        before.status,
        before.responded_at,
        before.version,
    )
    told = [row.values.get("note.text") for row in seen.timeline]
    assert "顾客又打来电话" in told
    notes = as_stored(pair.hq.site)["note"]
    assert [n["kind"] for n in notes if n["ticket_uid"] == ticket.uid] == [NoteKind.CONTACT]
    assert seen.in_conflict
    _holds(pair.hq)


def test_after_a_conflict_state_waits_and_the_decision_is_the_same_everywhere(pair: Pair) -> None:
    ticket = pair.disputed()
    pair.branch.by("chen", resolve_ticket, ticket, "已退款", "phone")
    pair.branch.by("chen", add_note, ticket, "一句事实")
    pair.up()
    assert set(_verdicts(pair.hq).values()) == {"not_custodian", "waits"}
    _holds(pair.hq)
    conflict = pair.hq.by("sun", conflict_rows)[0]
    pair.hq.by("sun", decide_conflict, conflict.ref, "there", "顾客确已满意")
    assert pair.hq.by("sun", conflict_rows) == ()
    pair.down()
    for desk in (pair.branch, pair.hq):
        _holds(desk)
        assert desk.by("admin", ticket_detail, ticket).status is Status.RESOLVED


def test_the_whole_story_folds_and_verifies_on_both_sides(pair: Pair) -> None:
    tell_story(pair)
    for desk in (pair.branch, pair.hq):
        found = verify_site(desk.site)
        codes = {finding.code for finding in found.findings}
        # The story ends with an erasure of keys alone, so that live rows still have the words, and
        # no entry orders it.
        assert codes == {"ledger.row_differs", "ledger.erased_unordered"}


def test_repair_is_this_replay(pair: Pair) -> None:
    ticket = pair.offered()
    pair.hq.by("sun", accept_hand_over, ticket, "总部接手")
    for desk in (pair.hq, pair.branch):
        whole = as_stored(desk.site)
        with desk.site.database.connect() as connection:
            with applier(connection):
                connection.exec_driver_sql("UPDATE ticket SET status = 'closed', facts = 'x'")
                connection.exec_driver_sql("DELETE FROM staff")
            assert snapshot(connection) != whole
            clear_synced(connection)
            assert not any(snapshot(connection).values())
            replay(connection, connection, desk.uid)
        assert as_stored(desk.site) == whole
        assert verify_site(desk.site).clean


def test_a_row_that_the_ledger_does_not_know_is_found(desk: Desk) -> None:
    desk.register()
    with desk.site.database.connect() as connection, applier(connection):
        connection.exec_driver_sql("UPDATE ticket SET severity = 'high'")
    found = verify_site(desk.site).findings
    assert (found[0].check, found[0].code) == ("fold", "ledger.row_differs")
    assert {found[0].values[name] for name in ("table", "column")} == {"ticket", "severity"}


@pytest.mark.parametrize("damage", ["body = x'7b'", "body = zeroblob(9)", "signature = digest"])
def test_an_entry_changed_behind_the_door_is_found_and_nothing_falls_over(
    desk: Desk, damage: str
) -> None:
    desk.register()
    with desk.site.database.connect() as connection:
        connection.exec_driver_sql("DROP TRIGGER entry_no_update")
        connection.info["scribe"] = "ledger"
        connection.exec_driver_sql(f"UPDATE entry SET {damage} WHERE seq = 3")
    found = verify_site(desk.site, deep=False).findings
    assert [one.check for one in found] == ["chain"]
    assert found[0].values["seq"] == 3


def test_the_derived_tables_are_told_for_repair() -> None:
    assert sorted(derived_tables()) == [
        "entry_ticket",
        "search_text",
        "thumbnail",
        "ticket_row",
        "ticket_search",
    ]
