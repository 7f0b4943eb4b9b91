"""Playing the script: a week at the counter, the exchange, paper, backup and a check."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from desktop import wording
from desktop.errors import StorageError
from desktop.rehearsal.photographs import photographs
from desktop.rehearsal.script import FIRST_DAY, ZONE, Script
from desktop.rehearsal.stage import BRANCH, HEADQUARTERS, Stage, StoryClock
from desktop.reports.daily import render_daily
from desktop.reports.handling import render_handling
from desktop.reports.slip import render_slip
from desktop.services.backups import back_up, choose_backup_place
from desktop.services.checking import verify_site
from desktop.services.day_close import close_day, print_day
from desktop.services.gateway import wall_clock
from desktop.services.import_map import parse_import_map
from desktop.services.importing import import_file
from desktop.services.intake import register_ticket
from desktop.services.json_steps import take_step
from desktop.services.lists import TicketFilter, ticket_ids, ticket_rows
from desktop.services.opening import OpenSite, open_site
from desktop.services.slips import handling_row, slip_row
from desktop.services.ticket_draft import parse_draft
from desktop.storage.files import make_private_folder, write_atomically
from desktop.sync.enrolment import join, write_invitation
from desktop.sync.rounds import answer_branches, take_in_from
from desktop.sync.schedule import AT_CLOSE, Schedule, set_schedule, ship_now
from desktop.sync.standing import set_pick_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.errors import DeskError
    from desktop.vocabulary import Language, TicketId

PROGRAMME: Final = "demo.json"
"""Says what lies in the folder; where it lies, a rehearsal may be played again."""
_OURS: Final = (BRANCH, HEADQUARTERS, "exchange", "backup", "papers", "evidence", "screenshots")
_TIGHT: Final = 1_000_000


@dataclass(frozen=True)
class Played:
    """What a rehearsal left in its folder."""

    folder: Path
    password: str
    papers: tuple[Path, ...]
    bundles: tuple[Path, ...]
    tickets: dict[str, int]
    clean: dict[str, bool]
    shown: TicketId
    """The ticket with the longest story, for a look at one."""

    def site(self, place: str) -> Path:
        """Give the data folder of a site."""
        return self.folder / place


def play(
    folder: Path, language: Language, progress: Callable[[int], None] = lambda _percent: None
) -> Played:
    """Play the whole story in a folder of its own.

    Args:
        folder: empty, absent, or left by a rehearsal, which is then played anew.
        language: the language of the people in the story.
        progress: told how far it is, in percent; what it raises stops the rehearsal.

    Raises:
        StorageError: `site.exists`, when something else lies in the folder.
    """
    _clear(folder)
    script = Script(language, wall_clock() - 60 * _TIGHT)
    clock = StoryClock(script.instant(f"{FIRST_DAY} 07:30"))
    stage = Stage(folder, script.story, clock)
    try:
        rehearsal = _Rehearsal(stage, script, language)
        rehearsal.run(progress)
        return rehearsal.leave()
    finally:
        stage.close()


def open_rehearsal(
    folder: Path, language: Language, progress: Callable[[int], None] = lambda _percent: None
) -> tuple[OpenSite, str]:
    """Play the story and open its branch as the manager; gives everybody's password with it."""
    played = play(folder, language, progress)
    return open_site(played.site(BRANCH), "zhang", played.password), played.password


def _clear(folder: Path) -> None:
    made = make_private_folder(folder)
    if (made / PROGRAMME).is_file():
        for name in _OURS:
            shutil.rmtree(made / name, ignore_errors=True)
    elif any(made.iterdir()):
        raise StorageError("site.exists", folder=str(folder))
    write_atomically(made / PROGRAMME, b"{}\n")
    for name in ("exchange", "backup", "papers", "evidence"):
        make_private_folder(made / name)


class _Rehearsal:
    """One run: what happens, in the order of its clock."""

    def __init__(self, stage: Stage, script: Script, language: Language) -> None:
        self._stage = stage
        self._script = script
        self._language = language
        self._tickets: dict[int, TicketId] = {}
        self._photographs = photographs(script.story["branch"]["name"])
        self._exchange = str(stage.folder / "exchange")

    def run(self, progress: Callable[[int], None]) -> None:
        """Set the stage and let everything happen."""
        self._stage.set_up()
        self._enrol()
        events = self._events()
        for done, (at, event) in enumerate(events):
            progress(done * 90 // len(events))
            self._stage.clock.go(at)
            event()
        progress(90)

    def _enrol(self) -> None:
        told = self._script.story["branch"]
        path = self._stage.folder / f"{told['code']}.redress-enrolment"
        headquarters = self._stage.enter("zhou")
        write_atomically(path, write_invitation(headquarters.gateway, told["code"], told["name"]))
        headquarters.gateway.call(set_pick_up, self._exchange)
        headquarters.gateway.call(set_schedule, Schedule(AT_CLOSE, 4, self._exchange))
        branch = self._stage.enter("li")
        join(branch.gateway, path)
        path.unlink()
        branch.gateway.call(set_schedule, Schedule(AT_CLOSE, 4, self._exchange))
        branch.gateway.call(choose_backup_place, str(self._stage.folder / "backup"))

    def _events(self) -> list[tuple[int, Callable[[], Any]]]:
        script = self._script
        found: list[tuple[int, Callable[[], Any]]] = [
            (script.instant(f"{FIRST_DAY} 08:40"), self._import_old)
        ]
        for number, matter in enumerate(script.story["matters"]):
            found.append((script.instant(matter["when"]), partial(self._register, number, matter)))
            found += [
                (script.instant(act["when"]), partial(self._act, number, act))
                for act in matter["acts"]
            ]
        for day in range(FIRST_DAY, 0):
            found.append((script.instant(f"{day} 21:00"), partial(self._close_day, day)))
            found.append((script.instant(f"{day} 21:10"), self._take_in_up))
            found.append((script.instant(f"{day} 09:00"), self._answer))
        found += [
            (script.instant("ago 20"), self._ship),
            (script.instant("ago 18"), self._take_in_up),
        ]
        return sorted(found, key=lambda event: event[0])

    # ---- at the counter

    def _register(self, number: int, matter: dict[str, Any]) -> None:
        gateway = self._stage.enter(matter["by"]).gateway
        draft = parse_draft(self._script.draft(matter), ZONE, gateway.facts.card.currency)
        self._tickets[number] = gateway.call(register_ticket, draft).id

    def _act(self, number: int, act: dict[str, Any]) -> None:
        gateway = self._stage.enter(act["by"]).gateway
        told = self._script.step(act)
        if act["do"] == "attach":
            told["path"] = str(self._photograph(told["path"]))
        take_step(gateway, self._tickets[number], act["do"], told)

    def _photograph(self, name: str) -> Path:
        path = self._stage.folder / "evidence" / f"{name}.jpg"
        if not path.is_file():
            path.write_bytes(self._photographs[name]())
        return path

    def _import_old(self) -> None:
        told = self._script.story["old"]
        path = self._stage.folder / "papers" / "old-complaints.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(self._script.old_rows())
        gateway = self._stage.enter("li").gateway
        import_file(
            gateway,
            path,
            parse_import_map(told["map"]),
            rejects=path.with_name("old-complaints-rejects.csv"),
            say=self._say,
        )
        rids = gateway.call(ticket_ids, TicketFilter())
        for row in gateway.call(ticket_rows, rids):
            result = {"result": told["result"], "told_how": "phone"}
            take_step(gateway, row.id, "resolve", result)
            take_step(gateway, row.id, "close", {})

    def _say(self, error: DeskError) -> str:
        return wording.sentence(error, self._language)

    # ---- in the evening, at headquarters, in the morning

    def _close_day(self, day: int) -> None:
        branch = self._stage.enter("zhang")
        branch.gateway.call(close_day, self._script.day(day))
        self._ship()

    def _ship(self) -> None:
        ship_now(self._stage.enter("zhang"))

    def _take_in_up(self) -> None:
        take_in_from(self._stage.enter("wu"), self._exchange)

    def _answer(self) -> None:
        answer_branches(self._stage.enter("wu"), self._exchange)
        take_in_from(self._stage.enter("zhang"), self._exchange)

    # ---- what is left

    def leave(self) -> Played:
        """Print, back up, check, and say what lies where."""
        folder = self._stage.folder
        papers = self._print()
        back_up(self._stage.enter("zhang"))
        clean = {place: verify_site(site).clean for place, site in self._stage.sites.items()}
        counts = {BRANCH: len(self._tickets), HEADQUARTERS: len(self._tickets)}
        bundles = tuple(sorted((folder / "exchange").glob("*.redress")))
        password = self._script.story["password"]
        shown = self._tickets[self._number("bread")]
        played = Played(folder, password, papers, bundles, counts, clean, shown)
        programme = {
            "password": password,
            "people": [
                {key: person[key] for key in ("site", "login", "name", "role")}
                for person in self._script.story["people"]
            ],
            "papers": [path.name for path in papers],
            "bundles": [path.name for path in bundles],
            "clean": clean,
        }
        text = json.dumps(programme, ensure_ascii=False, indent=2)
        write_atomically(folder / PROGRAMME, text.encode() + b"\n")
        return played

    def _print(self) -> tuple[Path, ...]:
        gateway = self._stage.enter("zhang").gateway
        slip = gateway.call(slip_row, self._tickets[self._number("floor")])
        sheet = gateway.call(handling_row, self._tickets[self._number("bread")])
        yesterday = gateway.call(print_day, self._script.day(-1), reprint=True)
        today = gateway.call(print_day, self._script.today)
        made = {
            "slip.pdf": render_slip(slip, self._language),
            "handling-sheet.pdf": render_handling(sheet, self._language),
            "daily-summary.pdf": render_daily(yesterday, self._language),
            "daily-summary-today.pdf": render_daily(today, self._language),
        }
        for name, pdf in made.items():
            write_atomically(self._stage.folder / "papers" / name, pdf)
        return tuple(self._stage.folder / "papers" / name for name in made)

    def _number(self, photograph: str) -> int:
        """Find a matter by what was photographed for it."""
        return next(
            number
            for number, matter in enumerate(self._script.story["matters"])
            if any(act.get("with", {}).get("path") == photograph for act in matter["acts"])
        )
