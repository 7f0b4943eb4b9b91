"""One attack after the other: what each came to, and what must never have happened."""

from __future__ import annotations

import os
import traceback
from collections import Counter

from desktop.services.casework import add_note
from desktop.services.checking import verify_site
from desktop.services.day_close import day_review, print_day, today_of
from desktop.services.lists import (
    TicketFilter,
    search_tickets,
    ticket_count,
    ticket_ids,
    ticket_rows,
)
from desktop.services.slips import handling_row
from desktop.services.tickets import ticket_detail
from desktop.services.today import today, today_counts
from desktop.sync.conflicts import conflict_rows
from desktop.sync.placing import Arrived
from desktop.sync.rounds import answer_branches
from desktop.sync.shipping import arrival_rows
from desktop.sync.standing import exchange_standing
from desktop.vocabulary import TicketId, Uid
from tests.faults.enemy import Forged
from tests.faults.mutants import HARMLESS, HELD, KNOWN, REFUSED, SAME, Mutant
from tests.faults.siege import Siege, register, ship
from tests.faults.watch import OPENED

_ALLOWED = {
    REFUSED: {"refused"},
    KNOWN: {"refused", "known"},
    HELD: {"refused", "held"},
    SAME: {"refused", "taken_in"},
    HARMLESS: {"refused", "taken_in"},
}


class Attack:
    """Sends mutants, one by one, and keeps what should not have been."""

    def __init__(self, siege: Siege) -> None:
        self.siege = siege
        self.tried = 0
        self.codes: Counter[str] = Counter()
        self.accepted: Counter[str] = Counter()
        self.faults: list[str] = []
        self._way = siege.folder / "way"
        self._way.mkdir(exist_ok=True)
        self._whole = siege.watch.whole()
        self._rows = siege.watch.rows()
        self._others = siege.watch.others()
        self._since: list[str] = []

    def by(self, mutant: Mutant) -> None:
        """Send one."""
        self.tried += 1
        try:
            self._send(mutant)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            told = traceback.format_exception(error)[-3:]
            self._fault(mutant, f"not coded: {type(error).__name__} {''.join(told)[:1500]}")
            self._whole = self.siege.watch.whole()

    def _send(self, mutant: Mutant) -> None:
        forged = mutant.forge()
        raw = forged.raw if isinstance(forged, Forged) else forged
        path = self._way / "SH001-up-e1-000001-0000000000000000.redress"
        path.write_bytes(raw)
        with OPENED.watching() as written:
            arrived, code = self.siege.watch.send(path)
        came_to = "refused" if arrived is None else arrived.verdict
        if came_to not in _ALLOWED[mutant.worst]:
            self._fault(mutant, f"{came_to}, but {mutant.worst} was right")
        strange = [one for one in written if not self._may_write(one)]
        if strange:
            self._fault(mutant, f"wrote {strange}")
        if arrived is None:
            self.codes[code] += 1
            self._unchanged(mutant, "a refusal")
        elif came_to == "known":
            self.codes["known"] += 1
            self._unchanged(mutant, "a repetition")
        else:
            self.accepted[f"{came_to}: {mutant.why}"] += 1
            self._since.append(mutant.label)
            assert isinstance(forged, Forged)
            self._taken(mutant, forged, arrived)

    def _may_write(self, path: str) -> bool:
        return os.path.realpath(path).startswith(os.path.realpath(self.siege.hq.folder) + os.sep)

    def _unchanged(self, mutant: Mutant, after: str) -> None:
        found = self.siege.watch.whole()
        if found != self._whole:
            self._fault(mutant, f"changed something after {after}")
            self._whole = found

    def _taken(self, mutant: Mutant, forged: Forged, arrived: Arrived) -> None:
        siege = self.siege
        others = siege.watch.others()
        changed = [name for name, rows in others.items() if rows != self._others[name]]
        if changed:
            self._fault(mutant, f"changed what is not the sender's: {changed}")
            self._others = others
        self._whole = siege.watch.whole()
        if arrived.verdict != "taken_in":
            return
        if arrived.number != forged.number:
            self._fault(mutant, f"taken in as number {arrived.number}")
        siege.enemy.believed(forged)
        bodies = [line.body for line in forged.lines]
        if siege.stored(len(bodies)) != bodies:
            self._fault(mutant, "other entries are stored than were sent")

    def _fault(self, mutant: Mutant, what: str) -> None:
        self.faults.append(f"{mutant.label}: {what}")

    # ---------------------------------------------------------------- the day after

    def end(self) -> None:
        """Let headquarters and the honest branch have an ordinary day."""
        if not self.accepted and self.siege.watch.rows() != self._rows:
            self.faults.append("all was refused, and rows have changed")
        try:
            self._ordinary_day()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            told = "".join(traceback.format_exception(error))[-2500:]
            self.faults.append(f"no ordinary day after {self._since[-30:]}: {told[-1500:]}")

    def _ordinary_day(self) -> None:
        siege, hq = self.siege, self.siege.hq
        call = hq.gateway.call
        rids = call(ticket_ids, TicketFilter())
        call(ticket_rows, rids)
        call(search_tickets, "电饭煲")
        assert call(ticket_count, TicketFilter()) == len(rids)
        call(today)
        call(today_counts)
        call(conflict_rows)
        call(conflict_rows, decided=True)
        call(exchange_standing)
        call(arrival_rows)
        day = call(today_of)
        call(day_review, day)
        call(print_day, day, reprint=True)
        for ticket in siege.tickets():
            call(ticket_detail, ticket)
            call(handling_row, ticket)
        victim = TicketId(Uid(siege.victims["honest"]), Uid(siege.victims["victim"]))
        call(add_note, victim, "总部的话")
        register(siege.honest)
        ship(siege.honest, hq)
        answered = answer_branches(hq, str(siege.folder / "way"))
        honest = [one for one in answered if one.code == "SH002"]
        assert [one.error for one in honest] == [None]
        siege.read_proof()
        found = [one for one in verify_site(hq).findings if one.check != "evidence"]
        assert found == [], found

    def told(self) -> str:
        """Tell the counts."""
        return f"{self.tried} tried; refused {dict(self.codes)}; accepted {dict(self.accepted)}"
