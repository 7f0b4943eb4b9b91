"""Accepting that entries are lost: the ledger goes on in a new line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import InputError
from desktop.models.lines import line_of, next_line
from desktop.models.permissions import Permission
from desktop.services.intake import business_day, next_serial
from desktop.services.site_card import LOSS
from desktop.services.sites import keep_setting
from desktop.services.staff import make_key_known
from desktop.services.ticket_draft import clean_text
from desktop.services.use_case import command
from desktop.storage.ledger import head_of

if TYPE_CHECKING:
    from desktop.services.work import Work

_LIKELY_LOST = 100
"""How many of a day's numbers are passed over where nobody knows what was lost."""
_MOST_LOST = 5_000
_STEP = 100


@command(Permission.SITE_MANAGE)
def accept_loss(work: Work, reason: str, anchored: int) -> None:
    """Accept that entries are missing after a restore or a loss, and let the desk work on.

    Args:
        work: the call.
        reason: why; it stands in the entry.
        anchored: the last seq the anchors know of, 0 where none does.
    """
    work.reason = clean_text("reason", reason)
    if work.reason is None:
        raise InputError("reason.missing")
    make_key_known(work)  # in this entry: one before it would take a seq that was lost
    kept = head_of(work.connection, work.site.uid).seq
    work.line = next_line(work.now, kept, anchored)
    known = anchored > kept and line_of(anchored) == line_of(kept)
    day = business_day(work)
    serial = _serial_after(next_serial(work, day), anchored - kept if known else _LIKELY_LOST)
    told = {"anchored": anchored, "at": work.now, "day": day, "serial": serial}
    keep_setting(work, LOSS, told)


def _serial_after(free: int, lost: int) -> int:
    """Give a serial beyond all that may stand on slips of lost tickets: 101, 201, 301."""
    return (free + min(lost, _MOST_LOST)) // _STEP * _STEP + _STEP + 1
