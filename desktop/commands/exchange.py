"""`redress bundle` and `redress enrol`: what travels between a branch and headquarters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.exchange_words import ExchangeWords
from desktop.commands.opened import forms_of, opened
from desktop.errors import InputError, NotFoundError
from desktop.services.json_forms import JsonForms
from desktop.storage.files import write_atomically
from desktop.sync.delivery import deliver
from desktop.sync.enrolment import enrolment_rows, join, write_invitation
from desktop.sync.reader import read_manifest
from desktop.sync.rounds import Outcome, answer_branches, take_in_files, take_in_from
from desktop.sync.schedule import (
    Schedule,
    Shipped,
    set_schedule,
    ship_due,
    ship_now,
    shipping_state,
)
from desktop.sync.shipping import arrival_rows, export_bundle, shipment_rows
from desktop.sync.standing import exchange_standing

if TYPE_CHECKING:
    from desktop.commands.console import Console
    from desktop.services.opening import OpenSite
    from desktop.sync.placing import Arrived
    from desktop.vocabulary import Uid


def export(console: Console) -> None:
    """Write the next bundle and bring everything without a receipt to a place."""
    options = console.options
    place = _place(options.to)
    with opened(console) as site:
        if not site.gateway.facts.card.is_headquarters:
            console.answer(*_shipped(console, ship_now(site, place)))
        elif options.branch:
            target = _branch(site, options.branch)
            made = export_bundle(site, target)
            written = made.file_name if made else None
            console.answer(*_shipped(console, Shipped(written, deliver(site, place, target))))
        else:
            _answer_all(console, site, place)


def _place(told: str) -> str:
    """Give a folder as a whole path; a URL stays as it is."""
    return told if "://" in told else str(Path(told).absolute())


def _branch(site: OpenSite, code: str) -> Uid:
    for row in site.gateway.call(enrolment_rows):
        if row.code == code.upper() and row.site is not None:
            return row.site
    raise NotFoundError("exchange.branch_unknown", branch=code[:20])


def _shipped(console: Console, shipped: Shipped) -> tuple[dict[str, Any], str]:
    told = {"written": shipped.written, "delivered": list(shipped.delivered)}
    key = "Command.bundle.shipped" if shipped.delivered else "Command.bundle.nothing"
    return told, console.word(key, count=len(shipped.delivered), file=shipped.written or "-")


def _answer_all(console: Console, site: OpenSite, place: str) -> None:
    branches, lines = [], []
    for one in answer_branches(site, place):
        told: dict[str, Any] = {
            "branch": one.code,
            "written": one.written or None,
            "delivered": list(one.delivered),
        }
        line = console.word("Command.bundle.answered", branch=one.code, count=len(one.delivered))
        if one.error is not None:
            message = console.sentence(one.error)
            told["error"] = {**one.error.values, "code": one.error.code, "message": message}
            line = f"{one.code}: {message}"
        branches.append(told)
        lines.append(line)
    console.answer({"branches": branches}, *(lines or [console.word("Command.bundle.nothing")]))


def bring_in(console: Console) -> int:
    """Take bundles in from files, folders or URLs; one that is refused stops no other."""
    with opened(console) as site:
        outcomes: list[Outcome] = []
        for place in console.options.source:
            if "://" in place or Path(place).is_dir():
                outcomes += take_in_from(site, place)
            else:
                outcomes += take_in_files(site, [Path(place)])
    refused = [one.error for one in outcomes if one.error is not None]
    if len(outcomes) == 1 and refused:
        raise refused[0]
    told = [_outcome(console, one) for one in outcomes]
    lines = [
        console.sentence(one.error)
        if one.error is not None
        else console.word(f"Command.verdict.{one.arrived.verdict if one.arrived else 'known'}")
        for one in outcomes
    ]
    named = [f"{one.file_name}: {line}" for one, line in zip(outcomes, lines, strict=True)]
    console.answer({"bundles": told}, *(named or [console.word("Command.bundle.nothing")]))
    return 1 if refused else 0


def _outcome(console: Console, one: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {"file": one.file_name}
    if one.error is not None:
        message = console.sentence(one.error)
        return told | {
            "verdict": "refused",
            "error": {**one.error.values, "code": one.error.code, "message": message},
        }
    return told | (_arrived(one.arrived) if one.arrived else {})


def _arrived(arrived: Arrived) -> dict[str, Any]:
    told: dict[str, Any] = {
        "verdict": arrived.verdict,
        "number": arrived.number,
        "entries": arrived.entries,
        "evidence": arrived.evidence,
        "conflicts": arrived.conflicts,
    }
    if arrived.verdict == "held":
        told["missing"] = list(arrived.missing)
    if arrived.followed:
        told["followed"] = [_arrived(one) for one in arrived.followed]
    return told


def show(console: Console) -> None:
    """Show what a bundle says of itself; nothing is opened, so no password is asked."""
    path = Path(console.options.file)
    if not path.is_file():
        raise InputError("file.unreadable", name=path.name)
    manifest = read_manifest(path)
    told = {
        "file": path.name,
        "direction": manifest.direction.value,
        "site": manifest.site,
        "code": manifest.code,
        "to": manifest.to,
        "epoch": manifest.epoch,
        "number": manifest.number,
        "part": manifest.part,
        "parts": manifest.parts,
        "from_seq": manifest.from_seq,
        "to_seq": manifest.to_seq,
        "counts": manifest.counts._asdict(),
        "made_at": JsonForms("UTC", "CNY").instant(manifest.made_at),
        "program": manifest.program,
        "schema": manifest.schema,
    }
    console.answer(told, *ExchangeWords(console, "UTC").bundle(path.name, manifest))


def ship(console: Console) -> None:
    """Do what the schedule asks, or ship at once to where it says."""
    with opened(console) as site:
        shipped = ship_due(site) if console.options.due else ship_now(site)
        if shipped is None:
            told: dict[str, Any] = {"due": False, "written": None, "delivered": []}
            console.answer(told, console.word("Command.bundle.not_due"))
            return
        document, line = _shipped(console, shipped)
        console.answer({"due": True} | document, line)


def schedule(console: Console) -> None:
    """Show the schedule, or change it."""
    options = console.options
    with opened(console) as site:
        state = site.gateway.call(shipping_state)
        told = Schedule(
            options.when or state.schedule.when,
            options.hours or state.schedule.hours,
            _place(options.to) if options.to else state.schedule.to,
        )
        if told != state.schedule:
            site.gateway.call(set_schedule, told)
        state = replace(site.gateway.call(shipping_state), schedule=told)
        forms = forms_of(site)
        console.answer(
            {
                "when": told.when,
                "hours": told.hours,
                "to": told.to or None,
                "last_made": forms.instant(state.last_made),
                "last_delivered": forms.instant(state.last_delivered),
                "last_receipt": forms.instant(state.last_receipt),
                "waiting": state.waiting,
                "due": state.due,
            },
            *ExchangeWords(console, forms.zone).schedule(told, state),
        )


def status(console: Console) -> None:
    """Show shipments, arrivals and where the exchange stands."""
    with opened(console) as site:
        forms = forms_of(site)
        standing = site.gateway.call(exchange_standing)
        shipments = site.gateway.call(shipment_rows)
        arrivals = site.gateway.call(arrival_rows)
        console.answer(
            {
                "joined": standing.headquarters is not None,
                "headquarters": standing.headquarters_name or None,
                "unshipped": standing.unshipped,
                "unreceipted": standing.unreceipted,
                "conflicts": standing.conflicts,
                "last_made": forms.instant(standing.last_made),
                "last_delivered": forms.instant(standing.last_delivered),
                "last_receipt": forms.instant(standing.last_receipt),
                "shipments": [
                    {
                        "number": row.number,
                        "file": row.file_name,
                        "from_seq": row.from_seq,
                        "to_seq": row.to_seq,
                        "made_at": forms.instant(row.made_at),
                        "delivered_at": forms.instant(row.delivered_at),
                        "receipted_at": forms.instant(row.receipted_at),
                    }
                    for row in shipments
                ],
                "arrivals": [
                    {
                        "number": row.number,
                        "file": row.file_name,
                        "verdict": row.verdict,
                        "at": forms.instant(row.at),
                    }
                    for row in arrivals
                ],
            },
            *ExchangeWords(console, forms.zone).status(standing, shipments, arrivals),
        )


def invite(console: Console) -> None:
    """Invite a branch: write the enrolment file that is carried there by hand."""
    options = console.options
    path = Path(options.out)
    with opened(console) as site:
        body = write_invitation(site.gateway, options.code, options.name)
        write_atomically(path, body)
    told = {"code": options.code.upper(), "name": options.name, "file": str(path)}
    console.answer(told, console.word("Command.enrol.invited", name=options.name, path=path))


def join_headquarters(console: Console) -> None:
    """Join the headquarters that wrote an enrolment file."""
    path = Path(console.options.file)
    if not path.is_file():
        raise InputError("file.unreadable", name=path.name)
    with opened(console) as site:
        join(site.gateway, path)
        standing = site.gateway.call(exchange_standing)
        name = standing.headquarters_name
        console.answer(
            {"joined": True, "headquarters": name}, console.word("Command.enrol.joined", name=name)
        )


def branches(console: Console) -> None:
    """List the branches that were invited."""
    with opened(console) as site:
        forms = forms_of(site)
        rows = site.gateway.call(enrolment_rows)
        told = [
            {
                "code": row.code,
                "name": row.name,
                "invited_at": forms.instant(row.invited_at),
                "joined_at": forms.instant(row.joined_at),
            }
            for row in rows
        ]
        console.answer({"branches": told}, *ExchangeWords(console, forms.zone).branches(rows))
