"""Rule packs: checked, compared, put into force; and the opening hours of a branch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import fastjsonschema

from desktop.errors import InputError, StateError
from desktop.models.hours import parse_hours
from desktop.models.permissions import Permission
from desktop.models.rule_checks import Difference, Fault, differences, faults_of, overlaps
from desktop.models.rulepack import FORMAT, RulePack, parse_rule_pack
from desktop.models.site import RulePackRecord, Site
from desktop.resources import resource_path
from desktop.services.projections import open_tickets, refresh_tickets
from desktop.services.records import add_row
from desktop.services.use_case import command, query

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.work import Work
    from desktop.vocabulary import Uid

LARGEST: Final = 2 << 20
"""Bytes of a pack's file; one with every code of a standard is far smaller."""
_MOST_FAULTS: Final = 100


@dataclass(frozen=True, slots=True)
class PackRow:
    """One version of the rule pack that is held here."""

    digest: str
    name: str
    version: str
    effective_from: str
    effective_until: str
    in_force: bool


def read_pack(raw: bytes) -> dict[str, Any]:
    """Read a pack's file; InputError `rulepack.not_json` or `rulepack.too_large`."""
    if len(raw) > LARGEST:
        raise InputError("rulepack.too_large", size=len(raw), limit=LARGEST)
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise InputError("rulepack.not_json", detail=str(error)[:120]) from error
    if not isinstance(found, dict):
        raise InputError("rulepack.not_json", detail="")
    return found


def _no_float(told: str) -> None:
    raise ValueError(told)


def check_pack(body: dict[str, Any]) -> list[Fault]:
    """Give everything that is wrong with a pack; empty if it may be put into force."""
    if body.get("format") != FORMAT:
        return [Fault("rulepack.format", "format", str(body.get("format", ""))[:40])]
    try:
        _form()(body)
    except fastjsonschema.JsonSchemaValueException as error:
        where = ".".join(str(part) for part in error.path[1:])
        extra = (
            set(error.value) - set(error.definition.get("properties", ()))
            if (error.rule == "additionalProperties" and isinstance(error.value, dict))
            else set()
        )
        if extra:
            return [Fault("rulepack.unknown_key", where, min(map(str, extra))[:80])]
        return [Fault("rulepack.form", where, f"{error.rule}: {str(error.rule_definition)[:80]}")]
    return faults_of(body)[:_MOST_FAULTS]


@lru_cache(maxsize=1)
def _form() -> Callable[[dict[str, Any]], object]:
    """Compile the schema of packs, once."""
    path = resource_path("rulepacks", "rule-pack-schema.json")
    made: Callable[[dict[str, Any]], object] = fastjsonschema.compile(
        json.loads(path.read_text(encoding="utf-8"))
    )
    return made


def require_pack(body: dict[str, Any]) -> RulePack:
    """Give a pack that has no fault; InputError is the first fault, with how many there are."""
    found = check_pack(body)
    if found:
        first = found[0]
        raise InputError(first.code, where=first.where, value=first.value, count=len(found))
    return parse_rule_pack(body)


@query(Permission.SELF)
def held_packs(work: Work) -> tuple[PackRow, ...]:
    """Give the versions of the rule pack held here, the last to take effect on top."""
    return tuple(
        PackRow(
            pack.digest,
            pack.name,
            pack.version,
            pack.effective_from.isoformat(),
            pack.effective_until.isoformat() if pack.effective_until else "",
            pack.digest == work.pack.digest,
        )
        for pack in reversed(work.facts.versions)
    )


@query(Permission.SELF)
def compare_pack(work: Work, body: dict[str, Any]) -> tuple[Difference, ...]:
    """Give in what a pack differs from the one in force."""
    return tuple(differences(work.pack.body, body))


@command(Permission.SITE_MANAGE)
def apply_rules(work: Work, body: dict[str, Any]) -> str:
    """Put a pack into force from its own day on; gives its digest.

    Tickets keep the pack they started under. Headquarters' pack travels down to its branches.

    Raises:
        InputError: the pack has a fault; the one in force stays in force. `rulepack.overlap` if
            another version holds on the same days.
        StateError: `rulepack.from_headquarters` at a branch that has joined; `rulepack.known`.
    """
    if work.site.headquarters is not None and not work.site.is_headquarters:
        raise StateError("rulepack.from_headquarters")
    pack = require_pack(body)
    if pack.digest in {held.digest for held in work.facts.versions}:
        raise StateError("rulepack.known", name=pack.name, version=pack.version)
    other = overlaps(pack, work.facts.versions)
    if other is not None:
        since = other.effective_from.isoformat()
        raise InputError("rulepack.overlap", version=other.version, since=since)
    add_row(
        work,
        RulePackRecord,
        digest=pack.digest,
        name=pack.name,
        version=pack.version,
        body=body,
    )
    if pack.name != work.pack.name:
        work.session.get_one(Site, (work.site.uid, work.site.uid)).pack = pack.digest
    _clocks_moved(work, None)
    return pack.digest


@command(Permission.DAY_CLOSE)
def set_opening_hours(work: Work, hours: dict[str, Any] | None) -> None:
    """Keep when this branch is open; None for the hours of the rule pack.

    Raises InputError `hours.malformed` or `hours.never_open`.
    """
    if hours is not None:
        parse_hours(hours)
    work.session.get_one(Site, (work.site.uid, work.site.uid)).hours = hours
    _clocks_moved(work, work.site.uid)


@query(Permission.SELF)
def opening_hours(work: Work) -> dict[str, Any] | None:
    """Give this branch's own opening hours as they were told; None if those of the pack hold."""
    found = work.session.get_one(Site, (work.site.uid, work.site.uid)).hours
    return dict(found) if found else None


def _clocks_moved(work: Work, site: Uid | None) -> None:
    """Derive the clocks of open tickets again: the days or hours they count have changed."""
    work.look_again()
    refresh_tickets(work.session, work.facts, work.calendar, open_tickets(work.session, site))
