"""What a site knows of itself: its card, its rule pack and its secret keys."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from desktop.errors import InputError, NotFoundError
from desktop.models.codecs import canonical
from desktop.models.desk import Setting
from desktop.models.rulepack import RulePack, cached_pack
from desktop.models.site import RulePackRecord, Site
from desktop.vocabulary import SiteKind, Uid

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SECRETS = "site.secrets"
"""Setting: the site's Ed25519 seed (Base64) and age identity."""
MEMBERSHIP = "site.membership"
"""Setting: headquarters' uid and the epoch it issued, once a branch has joined."""

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

    def pack_of(self, digest: str) -> RulePack:
        """Give the pack a ticket started under; the site's own where it is not held here."""
        return self.packs.get(digest, self.pack)


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
    packs = {pack.digest: pack for pack in held}
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
        pack=packs[site.pack],
        packs=packs,
        signing_key=Ed25519PrivateKey.from_private_bytes(
            base64.b64decode(secrets.value["signing"])
        ),
        sealing_key=secrets.value["sealing"],
        serials=(told.get("day", ""), told.get("serial", 1)),
    )


def _packs(session: Session, own: Uid) -> list[RulePack]:
    """Parse the packs held here, named by their content and not by what their rows say.

    Rows come from other sites, too: one that cannot be read must not lock this site out.
    """
    held = []
    for record in session.scalars(select(RulePackRecord)):
        try:
            held.append(cached_pack(canonical(record.body).decode()))
        except InputError:
            if record.site == own:
                raise
    return held
