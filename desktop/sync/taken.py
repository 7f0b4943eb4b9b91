"""What taking entries in leaves to be done once all of them have taken effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from desktop.storage.replay import BROUGHT_BACK, take_in_of
from desktop.storage.upcasters import upcast
from desktop.sync.judge import state_tickets
from desktop.sync.known import DECIDING
from desktop.sync.returned import SUPERSEDED, TAKEN_IN_ANEW

if TYPE_CHECKING:
    from desktop.vocabulary import Uid


_MOVING: Final = frozenset({"site", "rule_pack"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry that says what the other side has taken in, and when."""

    at: int
    told: dict[str, Any]


@dataclass(slots=True)
class Taken:
    """Gathers it, entry by entry; nothing is kept of most entries but the tickets they name."""

    own: Uid
    headquarters: Uid | None
    verdicts: dict[str, str] = field(default_factory=dict)
    """Why an entry was not applied, by its seq; of what was brought back, that it was."""
    kept: list[tuple[int, dict[Uid, Uid]]] = field(default_factory=list)
    """Entries that wait for a decision, with the tickets they name."""
    decided: dict[Uid, None] = field(default_factory=dict)
    """Tickets on which headquarters has decided."""
    superseded: dict[str, None] = field(default_factory=dict)
    """Tickets whose older state has come back."""
    evidence: set[tuple[Uid, Uid]] = field(default_factory=set)
    named: dict[tuple[Uid, Uid], list[int]] = field(default_factory=dict)
    """The seqs of the entries that name a ticket, by its uid and site."""
    receipts: list[Receipt] = field(default_factory=list)
    moves_clocks: bool = False
    """Whether a site's opening hours or a rule pack came, by which clocks run that stand here."""

    def note(self, body: dict[str, Any], verdict: str | None) -> None:
        """Take the next entry, with the verdict on it."""
        seq, tickets = body["seq"], tickets_of(body)
        for ticket in tickets.items():
            self.named.setdefault(ticket, []).append(seq)
        if verdict is not None:
            self._keep(body, tickets, verdict)
        elif body["site"] == self.own:
            self.verdicts[str(seq)] = BROUGHT_BACK
        if body["use_case"] == DECIDING and body["site"] == self.headquarters:
            self.decided |= dict.fromkeys(tickets)
        for change in body["changes"]:
            self._note_change(body, change, verdict)

    def _keep(self, body: dict[str, Any], tickets: dict[Uid, Uid], verdict: str) -> None:
        self.verdicts[str(body["seq"])] = verdict
        if verdict != TAKEN_IN_ANEW:
            self.kept.append((body["seq"], tickets))
        if verdict == SUPERSEDED:
            self.superseded |= dict.fromkeys(state_tickets(body))

    def _note_change(
        self, body: dict[str, Any], change: dict[str, Any], verdict: str | None
    ) -> None:
        if change["table"] in _MOVING and verdict is None:
            self.moves_clocks = True
        if change["table"] == "evidence" and change["op"] == "insert":
            self.evidence.add((change["site"], change["uid"]))
        elif change["table"] == "take_in" and verdict is None and body["site"] != self.own:
            told = take_in_of(upcast(body))
            if told is not None and told["sender"] == self.own:
                self.receipts.append(Receipt(body["at"], told))


def tickets_of(body: dict[str, Any]) -> dict[Uid, Uid]:
    """Give the tickets an entry speaks of: uid → site."""
    return {uid: site for site, uid in body["about"]}
