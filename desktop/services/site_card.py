"""What a site knows of itself: its card, its rule pack and its secret keys."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from desktop.errors import InputError, NotFoundError
from desktop.models.codecs import canonical
from desktop.models.desk import Setting
from desktop.models.hours import Hours, parse_hours
from desktop.models.rulepack import RulePack, cached_pack
from desktop.models.site import RulePackRecord, Site
from desktop.vocabulary import SiteKind, Uid

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.models.calendars import Year

SECRETS = "site.secrets"
"""Setting: the site's Ed25519 seed (Base64) and age identity."""
MEMBERSHIP = "site.membership"
"""Setting: headquarters' uid and the epoch it issued, once a branch has joined."""

DEFAULT_ZONE: Final = "Asia/Shanghai"

LOSS = "ledger.loss"
"""Setting: the loss accepted last, and from which serial on that day's tickets are numbered."""


@dataclass(frozen=True, slots=True)
class SiteCard:
    """This site as every use case needs it."""

    uid: Uid
    code: str
    name: str
    kind: SiteKind
    zone: str
    currency: str
    pack: str
    phone: str | None
    address: str | None
    headquarters: Uid | None
    epoch: str

    @property
    def is_headquarters(self) -> bool:
        """Whether this is headquarters."""
        return self.kind is SiteKind.HEADQUARTERS


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site is and when it is open; `hours` is None where those of the pack hold."""

    zone: str
    hours: Hours | None


@dataclass(frozen=True)
class SiteFacts:
    """A site's card with its rules and its keys."""

    card: SiteCard
    pack: RulePack
    packs: dict[str, RulePack]
    signing_key: Ed25519PrivateKey = field(repr=False)
    sealing_key: str = field(repr=False)
    serials: tuple[str, int] = ("", 1)
    """A business day and the least serial its tickets may have, after a loss."""
    places: dict[Uid, Place] = field(default_factory=dict, repr=False)
    """Every site that is known here."""
    versions: tuple[RulePack, ...] = ()
    """The packs that may be in force here, those effective last at the end."""

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """The working days of each year as the newest pack has them.

        A calendar is no rule but a fact of the world, so it does not wait for its pack's day: a
        ticket of last year counts next year's holidays as soon as they are decreed.
        """
        told = {year.year: year for pack in self.versions for year in pack.years.values()}
        return tuple(told[year] for year in sorted(told))

    def pack_of(self, digest: str) -> RulePack:
        """Give the pack a ticket started under; the site's own where it is not held here."""
        return self.packs.get(digest, self.pack)

    def place_of(self, site: Uid) -> Place:
        """Give where a ticket was registered; this site where that one is not known."""
        return self.places.get(site) or self.places[self.card.uid]

    def in_force(self, now: int) -> RulePack:
        """Give the pack in force at an instant (µs UTC): the newest that is effective by then.

        Where none says so of itself, the one the site was founded with.
        """
        if len(self.versions) < 2:  # noqa: PLR2004 - nothing to choose from
            return self.pack
        day = self.pack.business_day(now, self.card.zone)
        return next((pack for pack in reversed(self.versions) if pack.is_effective(day)), self.pack)


def read_site(session: Session, uid: Uid) -> SiteFacts:
    """Read everything that stays the same from one command to the next."""
    site = session.get(Site, (uid, uid))
    secrets = session.get(Setting, SECRETS)
    if site is None or secrets is None:
        raise NotFoundError("site.not_set_up")
    membership = session.get(Setting, MEMBERSHIP)
    joined = membership.value if membership else {}
    loss = session.get(Setting, LOSS)
    told = loss.value if loss else {}
    held = _packs(session, uid)
    packs = {pack.digest: pack for _author, pack in held}
    base = packs[site.pack]
    headquarters = site.kind is SiteKind.HEADQUARTERS
    card = SiteCard(
        uid=uid,
        code=site.code,
        name=site.name,
        kind=site.kind,
        zone=site.zone,
        currency=site.currency,
        pack=site.pack,
        phone=site.phone,
        address=site.address,
        headquarters=uid if headquarters else joined.get("headquarters"),
        epoch="hq" if headquarters else joined.get("epoch", ""),
    )
    return SiteFacts(
        card=card,
        pack=base,
        packs=packs,
        signing_key=Ed25519PrivateKey.from_private_bytes(
            base64.b64decode(secrets.value["signing"])
        ),
        sealing_key=secrets.value["sealing"],
        serials=(told.get("day", ""), told.get("serial", 1)),
        places={row.uid: _place(row) for row in session.scalars(select(Site))},
        versions=_versions(held, base, {uid, card.headquarters}),
    )


def _versions(
    held: list[tuple[Uid, RulePack]], base: RulePack, authors: set[Uid | None]
) -> tuple[RulePack, ...]:
    """Order the versions of a pack by the day from which they hold, then as they came."""
    told = {p.digest: p for author, p in held if author in authors and p.name == base.name}
    return tuple(sorted(told.values(), key=lambda pack: pack.effective_from))


def _place(site: Site) -> Place:
    """Read where a site is; what another site told wrongly must not lock this one out."""
    try:
        ZoneInfo(site.zone)
        return Place(site.zone, parse_hours(site.hours) if site.hours else None)
    except (InputError, LookupError, ValueError, OSError):
        return Place(DEFAULT_ZONE, None)


def _packs(session: Session, own: Uid) -> list[tuple[Uid, RulePack]]:
    """Parse the packs held here, named by their content and not by what their rows say.

    Rows come from other sites, too: one that cannot be read must not lock this site out.
    """
    held = []
    for record in session.scalars(select(RulePackRecord).order_by(RulePackRecord.uid)):
        try:
            held.append((record.site, cached_pack(canonical(record.body).decode())))
        except (InputError, RecursionError):
            if record.site == own:
                raise
    return held
