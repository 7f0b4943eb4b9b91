"""What is wrong with a rule pack beyond its form, and what differs between two of them."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.errors import InputError
from desktop.models.rulepack import UNSORTED, Named, RulePack, parse_rule_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


class Fault(NamedTuple):
    """Something wrong in a pack: the code of its sentence, where, and what stands there."""

    code: str
    where: str
    value: str = ""


class Difference(NamedTuple):
    """One place in which two packs differ; an empty text where it is not there."""

    where: str
    before: str
    after: str


def faults_of(body: Mapping[str, Any]) -> list[Fault]:
    """Give what is wrong with a pack whose form is right, in the order of the file."""
    try:
        pack = parse_rule_pack(body)
    except InputError as error:
        where = str(error.values.get("where") or error.values.get("day") or "")
        return [Fault(error.code, where, str(error.values.get("detail", "")))]
    return [
        *_dates(pack),
        *_doubles("categories", [c.key for c in pack.categories]),
        *(Fault("rulepack.reserved", "categories", UNSORTED) for _ in _reserved(pack)),
        *_tree("levels", pack.levels),
        *chain.from_iterable(_tree(f"codes.{k}", t.rows) for k, t in pack.codes.items()),
        *_doubles("pauses", [ground.key for ground in pack.grounds]),
        *_calendars(pack),
        *_clocks(pack),
    ]


def _reserved(pack: RulePack) -> Iterator[str]:
    return (c.key for c in pack.categories if c.key == UNSORTED)


def _dates(pack: RulePack) -> Iterator[Fault]:
    if pack.effective_until is not None and pack.effective_until < pack.effective_from:
        yield Fault("rulepack.ends_early", "effective_until", pack.effective_until.isoformat())


def _doubles(where: str, keys: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            yield Fault("rulepack.double", where, key)
        seen.add(key)


def _tree(where: str, rows: Sequence[Named]) -> Iterator[Fault]:
    """Find what stands twice, hangs on nothing, or hangs on itself in the end."""
    yield from _doubles(where, [row.key for row in rows])
    above = {row.key: row.up for row in rows}
    for key, up in above.items():
        if up is not None and up not in above:
            yield Fault("rulepack.unknown_parent", f"{where}.{key}", up)
    for key in _circling(above):
        yield Fault("rulepack.cycle", where, key)


def _circling(above: Mapping[str, str | None]) -> Iterator[str]:
    """Give the keys from which the way up comes back to themselves."""
    for key in above:
        at = above[key]
        for _ in above:
            if at is None or at == key:
                break
            at = above.get(at)
        if at == key:
            yield key


def _calendars(pack: RulePack) -> Iterator[Fault]:
    for year in pack.years.values():
        where = f"calendars.{year.year}"
        strange = {day for day in year.off | year.work if day.year != year.year}
        both = year.off & year.work
        yield from (Fault("rulepack.other_year", where, d.isoformat()) for d in sorted(strange))
        yield from (Fault("rulepack.off_and_work", where, d.isoformat()) for d in sorted(both))


def _clocks(pack: RulePack) -> Iterator[Fault]:
    """Find a pause that no ground allows."""
    for rule in pack.clocks.values():
        if rule.pausable and not pack.grounds:
            yield Fault("rulepack.no_grounds", f"clocks.{rule.kind.value}")


def overlaps(pack: RulePack, held: Iterable[RulePack]) -> RulePack | None:
    """Find a version of the same pack that holds on days on which this one would, too.

    A later version follows one without an end; it may not begin before that one does, nor before
    the last day of one that has an end.
    """
    for other in held:
        if other.name != pack.name or other.digest == pack.digest:
            continue
        if other.effective_from == pack.effective_from:
            return other
        first, second = sorted((pack, other), key=lambda one: one.effective_from)
        ends = first.effective_until or (date.max if first is pack else None)
        if ends is not None and ends >= second.effective_from:
            return other
    return None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Compare two packs place by place; lists of keyed things are compared by key."""
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    places = [*old, *(place for place in new if place not in old)]
    return [
        Difference(place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place) != new.get(place)
    ]


def _leaves(told: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        for key, value in told.items():
            yield from _leaves(value, f"{where}.{key}" if where else str(key))
    elif isinstance(told, list) and all(isinstance(one, dict) and "key" in one for one in told):
        for one in told:
            rest = {key: value for key, value in one.items() if key != "key"}
            yield from _leaves(rest, f"{where}.{one['key']}")
    elif isinstance(told, list):
        yield where, ", ".join(map(str, told))
    else:
        yield where, "" if told is None else str(told)
