"""`redress rules`: the rule pack in force, checked, compared and replaced; opening hours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.console import table
from desktop.commands.opened import opened
from desktop.errors import InputError
from desktop.models.rulepack import parse_rule_pack
from desktop.services.pack_files import read_pack_file
from desktop.services.rule_codes import with_codes
from desktop.services.rule_rows import rule_card
from desktop.services.rules import (
    apply_rules,
    check_pack,
    compare_pack,
    held_packs,
    opening_hours,
    require_pack,
    set_opening_hours,
)
from desktop.storage.files import write_atomically

if TYPE_CHECKING:
    from desktop.commands.console import Console
    from desktop.services.rule_rows import ClockRuleRow


def show(console: Console) -> None:
    """Tell the pack in force, its clocks with their sources, and the versions held."""
    with opened(console) as site:
        card = site.gateway.call(rule_card)
        held = site.gateway.call(held_packs)
        hours = site.gateway.call(opening_hours)
    told = {
        "name": card.name,
        "version": card.version,
        "digest": card.digest,
        "clocks": [
            {
                "kind": c.kind.value,
                "length": c.length,
                "unit": c.unit,
                "source": c.source,
                "verified": c.verified,
            }
            for c in card.clocks
        ],
        "versions": [
            {
                "version": row.version,
                "digest": row.digest,
                "effective_from": row.effective_from,
                "effective_until": row.effective_until or None,
                "in_force": row.in_force,
            }
            for row in held
        ],
        "opening_hours": hours,
    }
    console.answer(
        told,
        f"{card.name} {card.version}  {card.digest[:12]}",
        *(_clock_line(console, row) for row in card.clocks),
        *(
            console.word(
                "Command.rules.held",
                version=row.version,
                since=row.effective_from,
                mark=console.word("Command.rules.in_force") if row.in_force else "",
            ).rstrip()
            for row in held
        ),
    )


def _clock_line(console: Console, row: ClockRuleRow) -> str:
    checked = "verified" if row.verified else "unverified"
    return console.word(
        "Command.rules.clock",
        clock=console.word(f"ClockKind.{row.kind.value}"),
        length=row.length,
        unit=console.word(f"ClockUnit.{row.unit}"),
        source=row.source,
        checked=console.word(f"Command.rules.{checked}"),
    )


def check(console: Console) -> int:
    """Tell everything that is wrong with a pack; exit status 1 if anything is. Needs no site."""
    body = read_pack_file(Path(console.options.file))
    faults = check_pack(body)
    told: dict[str, Any] = {
        "sound": not faults,
        "faults": [{"code": f.code, "where": f.where, "value": f.value} for f in faults],
    }
    if not faults:
        pack = parse_rule_pack(body)
        told |= {"name": pack.name, "version": pack.version, "digest": pack.digest}
        console.answer(
            told, console.word("Command.rules.sound", name=pack.name, version=pack.version)
        )
        return 0
    values = {"count": len(faults)}
    lines = [
        console.sentence(InputError(f.code, where=f.where, value=f.value, **values)) for f in faults
    ]
    console.answer(told, *lines, console.word("Command.rules.faulty", count=len(faults)))
    return 1


def diff(console: Console) -> None:
    """Tell in what a pack differs from the one in force."""
    body = read_pack_file(Path(console.options.file))
    with opened(console) as site:
        found = site.gateway.call(compare_pack, body)
    told = {
        "differences": [
            {"where": d.where, "before": d.before or None, "after": d.after or None} for d in found
        ]
    }
    rows = table([[d.where, d.before or "—", "→", d.after or "—"] for d in found])
    console.answer(told, *(rows or [console.word("Command.rules.same")]))


def codes(console: Console) -> None:
    """Write a pack in which a table of codes is that of a CSV file. Needs no site."""
    options = console.options
    body = with_codes(
        read_pack_file(Path(options.file)), options.table, Path(options.csv), options.source
    )
    require_pack(body)
    out = Path(options.out).absolute()
    write_atomically(out, json.dumps(body, ensure_ascii=False, indent=2).encode() + b"\n")
    told = {
        "path": str(out),
        "table": options.table,
        "rows": len(body["codes"][options.table]["rows"]),
    }
    console.answer(told, console.word("Command.rules.codes", **told))


def apply(console: Console) -> None:
    """Put a pack into force from its own day on."""
    body = read_pack_file(Path(console.options.file))
    with opened(console) as site:
        digest = site.gateway.call(apply_rules, body)
        row = next(r for r in site.gateway.call(held_packs) if r.digest == digest)
    told = {
        "name": row.name,
        "version": row.version,
        "digest": digest,
        "effective_from": row.effective_from,
        "in_force": row.in_force,
    }
    since = row.effective_from
    console.answer(
        told,
        console.word("Command.rules.applied", name=row.name, version=row.version, since=since),
    )


def hours(console: Console) -> None:
    """Keep when this branch is open, or go back to the hours of the pack."""
    plain = console.read_json(console.options.json_file) if console.options.json_file else None
    with opened(console) as site:
        site.gateway.call(set_opening_hours, plain)
    done = "Command.rules.hours.pack" if plain is None else "Command.rules.hours.set"
    console.answer({"opening_hours": plain}, console.word(done))
