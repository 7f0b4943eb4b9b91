"""Setting a site up, and what people may change about it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.errors import InputError
from desktop.models.desk import Setting
from desktop.models.permissions import Permission
from desktop.models.rulepack import parse_rule_pack
from desktop.models.site import RulePackRecord, Site, SiteKey, Staff, StaffKey
from desktop.services.site_card import DEFAULT_ZONE, SECRETS
from desktop.services.ticket_draft import clean_text
from desktop.services.use_case import command, query
from desktop.services.work import new_uid
from desktop.vocabulary import Role, SiteKind, Uid

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from desktop.services.site_card import SiteCard
    from desktop.services.work import Work
    from desktop.storage.database import DeskSession

_CODE = re.compile(r"[A-Z0-9]{2,12}")
KEYS = "keys.serial"
"""Setting: the serial of the key file that opened this site last, so that an older one shows."""


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """What first run asks: kind, code, name, and the rule pack's JSON."""

    kind: SiteKind
    code: str
    name: str
    pack: dict[str, Any]
    zone: str = DEFAULT_ZONE
    currency: str = "CNY"
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class FoundingKeys:
    """The keys a new site starts with; `sealing` is an age identity and its recipient."""

    signing: Ed25519PrivateKey
    sealing_identity: str
    sealing_recipient: str
    recovery_recipient: str | None = None


def clean_site_draft(draft: SiteDraft) -> SiteDraft:
    """Check what first run gave; InputError names what cannot be taken."""
    code = (clean_text("code", draft.code) or "").upper()
    if not _CODE.fullmatch(code):
        raise InputError("site.code_malformed", site_code=code[:20])
    name = clean_text("name", draft.name)
    if name is None:
        raise InputError("site.name_missing")
    parse_rule_pack(draft.pack)
    return SiteDraft(
        draft.kind,
        code,
        name,
        draft.pack,
        draft.zone,
        draft.currency,
        clean_text("phone", draft.phone),
        clean_text("address", draft.address),
    )


def keep_secrets(session: DeskSession, keys: FoundingKeys) -> None:
    """Keep the site's private keys in its encrypted database; they are never recorded."""
    seed = base64.b64encode(keys.signing.private_bytes_raw()).decode()
    value = {"signing": seed, "sealing": keys.sealing_identity}
    session.add(Setting(key=SECRETS, value=value))


@dataclass(frozen=True, slots=True)
class Founder:
    """The first administrator."""

    staff: Uid
    key_uid: Uid
    login: str
    name: str
    public: bytes


def found_site(
    session: DeskSession,
    site: Uid,
    draft: SiteDraft,
    keys: FoundingKeys,
    founder: Founder,
    now: int,
) -> None:
    """Write a new site's first rows: itself, its keys, its pack and its administrator."""
    pack = parse_rule_pack(draft.pack)
    session.add(
        Site(
            site=site,
            uid=site,
            code=draft.code,
            name=draft.name,
            kind=draft.kind,
            zone=draft.zone,
            currency=draft.currency,
            pack=pack.digest,
            phone=draft.phone,
            address=draft.address,
        )
    )
    session.add(
        SiteKey(
            site=site,
            uid=new_uid(),
            site_uid=site,
            signing=keys.signing.public_key().public_bytes_raw(),
            sealing=keys.sealing_recipient,
            recovery=keys.recovery_recipient,
            made_at=now,
        )
    )
    session.add(
        RulePackRecord(
            site=site,
            uid=new_uid(),
            digest=pack.digest,
            name=pack.name,
            version=pack.version,
            body=draft.pack,
        )
    )
    session.add(
        Staff(
            site=site,
            uid=founder.staff,
            login=founder.login,
            name=founder.name,
            role=Role.ADMIN,
            active=True,
            added_at=now,
        )
    )
    session.add(
        StaffKey(
            site=site,
            uid=founder.key_uid,
            staff_uid=founder.staff,
            public=founder.public,
            made_at=now,
            made_by=founder.staff,
        )
    )


@query(Permission.SELF)
def site_card(work: Work) -> SiteCard:
    """Give this site's card."""
    return work.site


@command(Permission.SITE_MANAGE)
def change_site(work: Work, name: str, phone: str | None, address: str | None) -> None:
    """Change how this site is called and reached; its code and kind stay."""
    site = work.session.get_one(Site, (work.site.uid, work.site.uid))
    cleaned = clean_text("name", name)
    if cleaned is None:
        raise InputError("site.name_missing")
    site.name = cleaned
    site.phone = clean_text("phone", phone)
    site.address = clean_text("address", address)


@query(Permission.SELF)
def known_serial(work: Work) -> int:
    """Give how new the key file was that opened this site last; 0 before the first time."""
    return int(setting(work, KEYS).get("serial", 0))


def keep_serial(work: Work, serial: int) -> None:
    """Remember how new the key file is."""
    keep_setting(work, KEYS, {"serial": serial})


@command(Permission.SITE_MANAGE)
def confirm_clock(work: Work, reason: str) -> None:
    """Record that this PC's clock is right although the last entry's time says otherwise."""
    work.reason = clean_text("reason", reason)
    if work.reason is None:
        raise InputError("reason.missing")


def setting(work: Work, key: str) -> dict[str, Any]:
    """Give a desk setting; empty if it was never made."""
    found = work.session.get(Setting, key)
    return dict(found.value) if found else {}


def keep_setting(work: Work, key: str, value: dict[str, Any]) -> None:
    """Keep a desk setting."""
    found = work.session.get(Setting, key)
    if found is None:
        work.session.add(Setting(key=key, value=value))
    else:
        found.value = value
