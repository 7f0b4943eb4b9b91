"""Checks of what this desk keeps of the exchange: its bundles, their receipts, its membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from desktop.errors import LedgerError
from desktop.models.desk import Setting, Shipment
from desktop.models.exchange import TakeIn
from desktop.models.site import SiteKey
from desktop.models.tables import table_of
from desktop.services.ledger_checks import loss_was_accepted
from desktop.services.site_card import MEMBERSHIP

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.services.findings import Verified
    from desktop.services.site_card import SiteFacts
    from desktop.vocabulary import Uid

_SENT = table_of(Shipment).c
_TAKEN = table_of(TakeIn).c
_KEYS = table_of(SiteKey).c
_SETTING = table_of(Setting).c


def check_shipments(connection: Connection, own: Uid, found: Verified) -> None:
    """Check that bundles follow each other, and are receipted if and only if a receipt came."""
    rows = connection.execute(
        select(
            _SENT.destination,
            _SENT.epoch,
            _SENT.number,
            _SENT.receipted_at.is_not(None).label("receipted"),
        ).order_by(_SENT.destination, _SENT.epoch, _SENT.number)
    ).all()
    told = _receipts(connection, own)
    last: dict[tuple[Uid, str], int] = {}
    for row in rows:
        key = (row.destination, row.epoch)
        if row.number != last.get(key, 0) + 1:
            _tell(found, last.get(key, 0) + 1)
        elif row.receipted is not (row.number <= told.get(key, 0)):
            _tell(found, row.number)
        last[key] = row.number
    if not loss_was_accepted(connection, own):  # else bundles after the loss are not known here
        for key, number in told.items():
            if last.get(key, 0) < number:
                _tell(found, number)


def _receipts(connection: Connection, own: Uid) -> dict[tuple[Uid, str], int]:
    """Give the last bundle of ours that each destination says it took in, by epoch."""
    rows = connection.execute(
        select(_TAKEN.site, _TAKEN.epoch, func.max(_TAKEN.bundle))
        .where(_TAKEN.sender == own, _TAKEN.site != own)
        .group_by(_TAKEN.site, _TAKEN.epoch)
    )
    return {(site, epoch): number for site, epoch, number in rows}


def _tell(found: Verified, number: int) -> None:
    found.note("exchange", LedgerError("exchange.shipment_differs", number=number))


def check_membership(connection: Connection, facts: SiteFacts, found: Verified) -> None:
    """Check that the headquarters this desk names is the one it joined."""
    told = connection.execute(
        select(_SETTING.value).where(_SETTING.key == MEMBERSHIP)
    ).scalar_one_or_none()
    joined = set(
        connection.execute(
            select(_KEYS.site_uid).where(
                _KEYS.site == facts.card.uid, _KEYS.site_uid != facts.card.uid
            )
        ).scalars()
    )
    named = {told.get("headquarters")} if told else set()
    if not facts.card.is_headquarters and named != joined:
        found.note("exchange", LedgerError("exchange.membership_differs"))
