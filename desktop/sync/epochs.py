"""Epochs: what a bundle's number counts in, and which lines of both ledgers it belongs to.

Headquarters issues a branch's epoch with its invitation. When either side accepts a loss, its
ledger goes on in a new line (`desktop.models.lines`), and both count their bundles anew in an
epoch that names the lines: the first 20 digits of the one issued, then the branch's line and
headquarters' in six capital letters each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.errors import BundleError
from desktop.models.exchange import Enrolment
from desktop.models.lines import MAX_LINE, line_of
from desktop.models.site import SiteKey
from desktop.services.sites import keep_setting, setting
from desktop.storage.ledger import head_of

if TYPE_CHECKING:
    from desktop.services.work import Work
    from desktop.vocabulary import Uid

_TOLD = "exchange.line."
"""Setting, with the uid of the other site behind it."""
_KEPT = 20
_WIDTH = 6
_LETTERS = 26
_TEXT = re.compile(rf"(.{{{_KEPT}}})([A-Z]{{{_WIDTH}}})([A-Z]{{{_WIDTH}}})")


@dataclass(frozen=True, slots=True)
class Epoch:
    """An issued epoch with the lines of both ledgers, 0 for the first."""

    issued: str
    branch: int = 0
    headquarters: int = 0

    def __str__(self) -> str:
        """Give it as bundles carry it."""
        if not (self.branch or self.headquarters):
            return self.issued
        return self.issued[:_KEPT] + _letters(self.branch) + _letters(self.headquarters)

    def of(self, *, headquarters: bool) -> int:
        """Give the line of one side."""
        return self.headquarters if headquarters else self.branch


def lines_in(told: str) -> tuple[int, int]:
    """Give the lines that an epoch names: the branch's and headquarters'."""
    found = _TEXT.fullmatch(told)
    return (_number(found[2]), _number(found[3])) if found else (0, 0)


def read_epoch(told: str, issued: str) -> Epoch | None:
    """Read what a bundle carries; None if it does not belong to this issued epoch."""
    if told == issued:
        return Epoch(issued)
    found = _TEXT.fullmatch(told)
    if found is None or found[1] != issued[:_KEPT]:
        return None
    epoch = Epoch(issued, _number(found[2]), _number(found[3]))
    return (
        epoch if str(epoch) == told and max(epoch.branch, epoch.headquarters) <= MAX_LINE else None
    )


def issued_epoch(work: Work, other: Uid) -> str:
    """Give the epoch issued to the branch of a pair, as this site knows it.

    Raises BundleError `bundle.unknown_recipient` for a site that has not joined here.
    """
    if not work.site.is_headquarters:
        return work.site.epoch
    found = work.session.scalars(
        select(Enrolment.epoch)
        .join(SiteKey, SiteKey.enrolment == Enrolment.uid)
        .where(SiteKey.site_uid == other, SiteKey.site == work.site.uid)
        .order_by(SiteKey.uid.desc())
    ).first()
    if found is None:
        raise BundleError("bundle.unknown_recipient", site=other)
    return found


def epoch_with(work: Work, other: Uid) -> Epoch:
    """Give the epoch in which this site writes to another one now."""
    own = line_of(head_of(work.connection, work.site.uid).seq)
    theirs = max(line_here(work, other), told_line(work, other).line)
    branch, headquarters = (theirs, own) if work.site.is_headquarters else (own, theirs)
    return Epoch(issued_epoch(work, other), branch, headquarters)


@dataclass(frozen=True, slots=True)
class ToldLine:
    """What the other side said of itself in a bundle that could not be taken in.

    Both sides may accept a loss before either hears of the other's: then neither can take in what
    the other writes, but its signed manifest tells its line, and how far it has come.
    """

    line: int = 0
    acked: int = 0


def line_here(work: Work, other: Uid) -> int:
    """Give the line of another site's ledger, as far as it was taken in here."""
    return line_of(head_of(work.connection, other).seq)


def told_line(work: Work, other: Uid) -> ToldLine:
    """Give what another site was heard to say of its line; nothing once it was taken in."""
    found = setting(work, f"{_TOLD}{other}")
    told = ToldLine(int(found.get("line", 0)), int(found.get("acked", 0)))
    return told if told.line > line_here(work, other) else ToldLine()


def hear_line(work: Work, other: Uid, line: int, acked: int) -> None:
    """Keep what another site said of its line in a bundle that cannot be taken in."""
    if line > max(line_here(work, other), told_line(work, other).line):
        keep_setting(work, f"{_TOLD}{other}", {"line": line, "acked": acked})


def _letters(number: int) -> str:
    found = ""
    for _ in range(_WIDTH):
        number, digit = divmod(number, _LETTERS)
        found = chr(ord("A") + digit) + found
    return found


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A")
    return number
