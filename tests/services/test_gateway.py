"""The door: the clock, threads, listeners, and what it tells of failures."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from desktop.errors import InputError, LedgerError, PermissionDeniedError, StateError
from desktop.models.permissions import Permission
from desktop.services.casework import add_note
from desktop.services.desk_card import desk_card
from desktop.services.gateway import CLOCK_TOLERANCE, Changes
from desktop.services.intake import register_ticket
from desktop.services.lists import TicketFilter, ticket_count, ticket_ids
from desktop.services.sites import change_site, site_card
from desktop.services.staff import staff_rows
from desktop.services.ticket_draft import TicketDraft
from desktop.services.tickets import ticket_detail
from desktop.services.use_case import REGISTRY, UseCase, command
from desktop.services.work import Actor, Work, new_uid
from desktop.storage.capture import changes_of
from tests.desks import DAY, Desk
from tests.storage.folding import as_stored, fold_into_empty

# ---------------------------------------------------------------- the clock


def test_entries_never_go_back_in_time(desk: Desk) -> None:
    ticket = desk.register()
    noon = desk.clock.now
    desk.clock.now -= CLOCK_TOLERANCE
    desk.by("chen", add_note, ticket, "钟慢了几分钟")
    assert desk.last()["at"] == noon
    assert desk.by("chen", ticket_detail, ticket).timeline[-1].at == noon


def test_a_clock_that_leapt_back_is_not_believed(desk: Desk) -> None:
    ticket = desk.register()
    before = desk.rows()
    desk.clock.now -= CLOCK_TOLERANCE + 1
    with pytest.raises(StateError, match=r"clock\.behind") as refused:
        desk.by("chen", add_note, ticket, "钟回到了去年")
    assert refused.value.values == {"last": desk.last()["at"], "now": desk.clock.now}
    assert desk.rows() == before
    assert desk.by("chen", ticket_detail, ticket).number == "SH001-260310-001"


def test_the_clock_enters_at_the_door(desk: Desk) -> None:
    desk.clock.advance(3 * DAY + 1)
    ticket = desk.register()
    seen = desk.by("chen", ticket_detail, ticket)
    assert (seen.registered_at, seen.received_at) == (desk.clock.now, desk.clock.now)
    assert desk.by("chen", desk_card).now == desk.clock.now


# ---------------------------------------------------------------- threads


def _together(count: int, work: Callable[[int], None]) -> list[BaseException]:
    """Run work in threads that start at once; gives what they raised."""
    errors: list[BaseException] = []
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except BaseException as error:  # noqa: BLE001 - told by the test itself
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_two_desks_lose_nothing_and_share_no_number(desk: Desk) -> None:
    """Two threads, 50 commands each, while a third reads."""
    numbers: list[str] = []

    def write(number: int) -> None:
        for turn in range(50):
            draft = TicketDraft(facts=f"{number}号窗口第{turn}件")
            numbers.append(desk.by(("chen", "zhao")[number], register_ticket, draft).number)

    def read(_number: int) -> None:
        for _ in range(50):
            found = desk.by("wang", ticket_ids, TicketFilter())
            assert len(found) == len(set(found))

    before = len(desk.entries())
    assert not _together(3, lambda number: write(number) if number < 2 else read(number))
    assert len(set(numbers)) == 100
    assert sorted(numbers) == [f"SH001-260310-{n:03}" for n in range(1, 101)]
    assert desk.by("wang", ticket_count, TicketFilter()) == 100
    assert [e.seq for e in desk.entries()] == list(range(1, before + 101))
    assert fold_into_empty(desk.site) == as_stored(desk.site)


def test_facts_of_the_site_are_never_stale_nor_missing(desk: Desk) -> None:
    def change(number: int) -> None:
        for turn in range(25):
            if number == 0:
                desk.by("admin", change_site, f"西安路店{turn}", None, None)
            else:
                assert desk.by("chen", site_card).name.startswith("西安路店")

    assert not _together(3, change)
    assert desk.by("chen", site_card).name == "西安路店24"


def test_uids_rise_strictly_however_many_ask() -> None:
    made: list[list[str]] = [[] for _ in range(4)]

    def make(number: int) -> None:
        made[number] = [new_uid() for _ in range(3000)]

    assert not _together(4, make)
    assert all(uids == sorted(uids) for uids in made)
    assert len({uid for uids in made for uid in uids}) == 12_000
    assert {(uid[12], uid[16] in "89ab") for uid in made[0]} == {("7", True)}


# ---------------------------------------------------------------- listeners


def test_listeners_are_told_what_was_touched_after_it_is_durable(desk: Desk) -> None:
    heard: list[tuple[Changes, int]] = []
    desk.site.gateway.subscribe(lambda c: heard.append((c, len(desk.entries()))))
    before = len(desk.entries())
    ticket = desk.register()
    [(changes, seen)] = heard
    assert seen == before + 1
    assert changes.tickets == {ticket}
    assert changes.tables == {"ticket", "person", "contact_point"}


def test_nobody_is_told_of_what_was_refused_or_only_read(desk: Desk) -> None:
    heard: list[Changes] = []
    ticket = desk.register()
    desk.site.gateway.subscribe(heard.append)
    desk.by("chen", staff_rows)
    with pytest.raises(InputError):
        desk.by("chen", add_note, ticket, " ")
    with pytest.raises(PermissionDeniedError):
        desk.by("lin", add_note, ticket, "审计员不写")
    assert heard == []


def test_a_listener_that_falls_over_stops_neither_the_command_nor_the_others(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Changes] = []

    def fall(_changes: Changes) -> None:
        raise ZeroDivisionError

    desk.site.gateway.subscribe(fall)
    desk.site.gateway.subscribe(heard.append)
    ticket = desk.register()
    assert heard[0].tickets == {ticket}
    assert "ZeroDivisionError" in caplog.text


# ---------------------------------------------------------------- who acts


def test_nobody_signed_in_is_the_site_itself(desk: Desk) -> None:
    assert desk.site.gateway.person is None
    desk.site.gateway.call(change_site, "西安路旗舰店", None, None)
    assert desk.last()["actor"] is None
    assert desk.last()["unattended"] is True


def test_a_command_is_signed_by_whoever_stands_there(desk: Desk) -> None:
    desk.stand("zhao")
    made = desk.site.gateway.call(register_ticket, TicketDraft(facts="x"))
    assert desk.last()["actor"] == desk.actors["zhao"].staff
    assert desk.by("chen", ticket_detail, made.id).registered_by == "赵敏"


# ---------------------------------------------------------------- set back


def test_a_door_that_was_closed_reads_and_does_not_write(desk: Desk) -> None:
    ticket = desk.register()
    before = desk.rows()
    desk.site.gateway.read_only = LedgerError("ledger.set_back", anchored=9, found=8)
    with pytest.raises(LedgerError, match=r"ledger\.set_back"):
        desk.by("chen", add_note, ticket, "不行")
    with pytest.raises(LedgerError, match=r"ledger\.set_back"):
        desk.site.gateway.at_desk(lambda work: work.now)
    assert desk.by("chen", ticket_detail, ticket).number
    assert desk.rows() == before


# ---------------------------------------------------------------- the marks


def test_a_name_stands_for_one_use_case() -> None:
    def add_note(_work: Work) -> None:
        """Take the name of another."""

    with pytest.raises(ValueError, match="add_note"):
        command(Permission.SELF)(add_note)
    assert REGISTRY["add_note"].permission is Permission.TICKET_WORK


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "ok\udfff"])
def test_the_door_lets_no_text_in_that_nobody_could_keep(desk: Desk, text: str) -> None:
    ticket = desk.register()
    before = desk.rows()
    for told in (text, [text], {"k": text}, ({"k": [text]},), frozenset({text})):
        case: UseCase[Any, None] = UseCase(_takes_anything, "command", Permission.SELF)
        with pytest.raises(InputError, match=r"text\.unstorable"):
            desk.by("chen", case, told)
    with pytest.raises(InputError, match=r"text\.unstorable"):
        desk.by("chen", add_note, ticket, text)
    assert desk.rows() == before


def _takes_anything(work: Work, _told: object) -> None:
    assert changes_of(work.session) == []


def test_an_actor_shows_no_key() -> None:
    assert "signer" not in repr(Actor.unattended())
