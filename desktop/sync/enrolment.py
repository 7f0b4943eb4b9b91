"""Joining: headquarters invites a branch by a file; the branch's first bundle proves it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from desktop.errors import BundleError, InputError, PermissionDeniedError, StateError
from desktop.models.codecs import canonical
from desktop.models.exchange import Enrolment
from desktop.models.permissions import Permission
from desktop.models.rulepack import parse_rule_pack
from desktop.models.site import RulePackRecord, Site, SiteKey
from desktop.services.records import add_row
from desktop.services.site_card import MEMBERSHIP
from desktop.services.sites import keep_setting, setting
from desktop.services.ticket_draft import clean_text
from desktop.services.use_case import command, query
from desktop.services.work import new_uid
from desktop.sync.identities import read_recipient
from desktop.vocabulary import Uid

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.gateway import Gateway
    from desktop.services.work import Work

FORMAT = 1
KIND = "redress-enrolment"
MAX_FILE = 4 * 1024 * 1024
SUFFIX = ".redress-enrolment"
_INTRODUCTION = {
    "site": re.compile(r"[0-9a-f]{32}"),
    "code": re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}"),
    "epoch": re.compile(r"[A-Za-z0-9]{1,32}"),
    "signing": re.compile(r"[A-Za-z0-9+/]{43}="),
    "sealing": re.compile(r"age1[02-9ac-hj-np-z]{58}"),
    "proof": re.compile(r"[0-9a-f]{64}"),
}
"""What a branch says of itself, and the form of each word."""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """One branch that headquarters invited, and whether it has joined."""

    code: str
    name: str
    epoch: str
    invited_at: int
    joined_at: int | None
    site: Uid | None


@dataclass(frozen=True, slots=True)
class SiteKeys:
    """The public keys of a site: Ed25519 for entries and bundles, age recipients to seal to it."""

    site: Uid
    signing: bytes
    sealing: str
    recovery: str | None

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody a bundle for this site is sealed to."""
        return (self.sealing, self.recovery) if self.recovery else (self.sealing,)


@command(Permission.EXCHANGE_JOIN)
def invite_branch(work: Work, code: str, name: str, secret: bytes) -> Uid:
    """Invite a branch: headquarters issues its epoch and keeps the digest of a one-time secret."""
    if not work.site.is_headquarters:
        raise PermissionDeniedError("exchange.headquarters_only")
    cleaned = (clean_text("code", code) or "").upper()
    told = clean_text("name", name)
    if not cleaned or told is None:
        raise InputError("site.name_missing")
    made = add_row(
        work,
        Enrolment,
        code=cleaned,
        name=told,
        epoch=new_uid(),
        secret_digest=hashlib.sha256(secret).digest(),
        invited_at=work.now,
    )
    return Uid(made.epoch)


def write_invitation(gateway: Gateway, code: str, name: str) -> bytes:
    """Invite a branch and give the enrolment file's bytes, to be carried there by hand."""
    secret = secrets.token_bytes(32)
    epoch = gateway.call(invite_branch, code, name, secret)
    facts = gateway.facts
    keys = gateway.call(keys_of, facts.card.uid)
    body: dict[str, Any] = {
        "kind": KIND,
        "format": FORMAT,
        "headquarters": {
            "site": facts.card.uid,
            "code": facts.card.code,
            "name": facts.card.name,
            "signing": base64.b64encode(keys.signing).decode(),
            "sealing": keys.sealing,
            "recovery": keys.recovery,
        },
        "branch": {"code": code.upper(), "name": name},
        "epoch": epoch,
        "secret": base64.b64encode(secret).decode(),
        "pack": gateway.call(pack_body),
    }
    signature = facts.signing_key.sign(canonical(body))
    return canonical(body | {"signature": base64.b64encode(signature).decode()})


@query(Permission.EXCHANGE_READ)
def pack_body(work: Work) -> dict[str, Any]:
    """Give the JSON of the rule pack in force."""
    record = work.session.scalars(
        select(RulePackRecord).where(RulePackRecord.digest == work.pack.digest)
    ).first()
    return dict(record.body) if record else {}


@query(Permission.EXCHANGE_READ)
def keys_of(work: Work, site: Uid) -> SiteKeys:
    """Give a site's latest keys that were not revoked; BundleError if none are known."""
    return site_keys(work, site)


def site_keys(work: Work, site: Uid) -> SiteKeys:
    """Give a site's keys inside a transaction, as this site itself trusts them."""
    found = work.session.scalars(
        select(SiteKey)
        .where(
            SiteKey.site_uid == site,
            SiteKey.site == work.site.uid,
            SiteKey.revoked_at.is_(None),
        )
        .order_by(SiteKey.uid.desc())
        .limit(1)
    ).first()
    if found is None:
        raise BundleError("bundle.unknown_sender", site=site)
    return SiteKeys(site, found.signing, found.sealing, found.recovery)


def read_invitation(path: Path) -> dict[str, Any]:
    """Read and check an enrolment file; BundleError `enrolment.…` says what is wrong."""
    if not path.is_file() or path.stat().st_size > MAX_FILE:
        raise BundleError("enrolment.unreadable", file=path.name)
    try:
        plain = json.loads(path.read_bytes())
        signature = base64.b64decode(plain.pop("signature"))
        if plain["kind"] != KIND:
            raise BundleError("enrolment.unreadable", file=path.name)
        if plain["format"] > FORMAT:
            raise BundleError("enrolment.newer", file=path.name)
        signing = base64.b64decode(plain["headquarters"]["signing"])
        Ed25519PublicKey.from_public_bytes(signing).verify(signature, canonical(plain))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature) as error:
        raise BundleError("enrolment.unreadable", file=path.name) from error
    found: dict[str, Any] = plain
    return found


@command(Permission.EXCHANGE_JOIN)
def join_headquarters(work: Work, invitation: dict[str, Any]) -> None:
    """Join a branch to the headquarters that invited it, and take over its rule pack."""
    if work.site.is_headquarters:
        raise StateError("enrolment.branch_only")
    if invitation["branch"]["code"] != work.site.code:
        raise StateError(
            "enrolment.other_branch", wanted=invitation["branch"]["code"], own=work.site.code
        )
    if work.site.headquarters not in (None, invitation["headquarters"]["site"]):
        raise StateError("enrolment.joined_already")
    headquarters = invitation["headquarters"]
    add_row(
        work,
        SiteKey,
        site_uid=headquarters["site"],
        signing=base64.b64decode(headquarters["signing"]),
        sealing=headquarters["sealing"],
        recovery=headquarters["recovery"],
        made_at=work.now,
    )
    _adopt_pack(work, invitation["pack"])
    keep_setting(
        work,
        MEMBERSHIP,
        {
            "headquarters": headquarters["site"],
            "name": headquarters["name"],
            "epoch": invitation["epoch"],
            "secret": invitation["secret"],
        },
    )


def _adopt_pack(work: Work, body: dict[str, Any]) -> None:
    pack = parse_rule_pack(body)
    held = work.session.scalars(
        select(RulePackRecord.uid).where(RulePackRecord.digest == pack.digest)
    ).first()
    if held is None:
        add_row(
            work,
            RulePackRecord,
            digest=pack.digest,
            name=pack.name,
            version=pack.version,
            body=body,
        )
    site = work.session.get_one(Site, (work.site.uid, work.site.uid))
    site.pack = pack.digest


def join(gateway: Gateway, path: Path) -> None:
    """Join by an enrolment file."""
    gateway.call(join_headquarters, read_invitation(path))


def proof_of(secret_digest: bytes, introduction: dict[str, Any]) -> str:
    """Prove the one-time secret over what a branch says of itself: HMAC-SHA256, hexadecimal."""
    return hmac.new(secret_digest, canonical(introduction), hashlib.sha256).hexdigest()


def introduce(gateway: Gateway) -> dict[str, Any]:
    """Say who this branch is, for the extension of its bundles until headquarters answers."""
    facts = gateway.facts
    keys = gateway.at_desk(lambda work: site_keys(work, facts.card.uid))
    introduction: dict[str, Any] = {
        "site": facts.card.uid,
        "code": facts.card.code,
        "epoch": facts.card.epoch,
        "signing": base64.b64encode(keys.signing).decode(),
        "sealing": keys.sealing,
    }

    def secret(work: Work) -> bytes:
        told = setting(work, MEMBERSHIP).get("secret", "")
        return hashlib.sha256(base64.b64decode(told)).digest()

    return introduction | {"proof": proof_of(gateway.at_desk(secret), introduction)}


def check_introduction(work: Work, told: dict[str, Any]) -> tuple[Enrolment, SiteKeys]:
    """Find the enrolment that a branch's introduction proves; BundleError otherwise.

    Whoever can lay a file in the folder can introduce himself: nothing is looked up before every
    word has the form in which `introduce` writes it.
    """
    introduction, proof, keys = _read_introduction(told)
    found = work.session.scalars(
        select(Enrolment).where(
            Enrolment.site == work.site.uid,
            Enrolment.epoch == introduction["epoch"],
            Enrolment.code == introduction["code"],
        )
    ).first()
    if found is None or not hmac.compare_digest(proof_of(found.secret_digest, introduction), proof):
        raise BundleError("bundle.unknown_sender", site=keys.site)
    if answered_by(work, found) not in (None, keys.site):
        raise BundleError("enrolment.used", branch=found.code)
    return found, keys


def _read_introduction(told: dict[str, Any]) -> tuple[dict[str, Any], str, SiteKeys]:
    words = {name: told.get(name) for name in _INTRODUCTION}
    if not all(isinstance(w, str) and _INTRODUCTION[n].fullmatch(w) for n, w in words.items()):
        raise BundleError("bundle.unknown_sender", site="")
    try:
        signing = base64.b64decode(told["signing"], validate=True)
        read_recipient(told["sealing"])
    except (ValueError, BundleError) as error:
        raise BundleError("bundle.unknown_sender", site="") from error
    introduction = {name: told[name] for name in _INTRODUCTION if name != "proof"}
    return introduction, told["proof"], SiteKeys(told["site"], signing, told["sealing"], None)


def answered_by(work: Work, enrolment: Enrolment) -> Uid | None:
    """Give the site that answered an invitation, None if nobody has yet."""
    query_key = select(SiteKey.site_uid).where(
        SiteKey.site == work.site.uid, SiteKey.enrolment == enrolment.uid
    )
    return work.session.scalars(query_key.limit(1)).first()


def branch_of(work: Work, code: str) -> Uid | None:
    """Give the site that answered the latest invitation for a code, None if nobody has."""
    found = (
        select(SiteKey.site_uid)
        .join(Enrolment, SiteKey.enrolment == Enrolment.uid)
        .where(Enrolment.code == code, SiteKey.site == work.site.uid)
        .order_by(SiteKey.uid.desc())
    )
    return work.session.scalars(found.limit(1)).first()


@query(Permission.EXCHANGE_READ)
def enrolment_rows(work: Work) -> tuple[EnrolmentRow, ...]:
    """Give every branch that was invited, by code."""
    rows = work.session.execute(
        select(Enrolment, SiteKey)
        .outerjoin(
            SiteKey,
            (SiteKey.enrolment == Enrolment.uid) & (SiteKey.site == work.site.uid),
        )
        .where(Enrolment.site == work.site.uid)
        .order_by(Enrolment.code, Enrolment.uid)
    )
    found: list[tuple[Enrolment, SiteKey | None]] = [(one, key) for one, key in rows]
    return tuple(
        EnrolmentRow(
            e.code,
            e.name,
            e.epoch,
            e.invited_at,
            key.made_at if key else None,
            key.site_uid if key else None,
        )
        for e, key in found
    )
