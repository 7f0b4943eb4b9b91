"""`redress import`: complaints from a table, by a map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.opened import opened
from desktop.errors import InputError
from desktop.resources import resource_path
from desktop.services.import_map import parse_import_map
from desktop.services.importing import import_file

if TYPE_CHECKING:
    from desktop.commands.console import Console


def bring_in(console: Console) -> None:
    """Take a table in; rows that cannot be taken go to the reject file."""
    options = console.options
    path = Path(options.file)
    told = parse_import_map(_map(options.map))
    with opened(console) as site:
        outcome = import_file(
            site.gateway,
            path,
            told,
            say=console.sentence,
            rejects=Path(options.rejects) if options.rejects else None,
            sheet=options.sheet,
            again=options.again,
            progress=lambda done, of: _progress(console, done, of),
        )
    document = {
        "file": path.name,
        "digest": outcome.digest,
        "rows": outcome.read,
        "imported": outcome.imported,
        "rejected": outcome.rejected,
        "skipped": outcome.skipped,
        "earlier": outcome.earlier,
        "hidden": outcome.hidden,
        "first_number": outcome.first_number or None,
        "last_number": outcome.last_number or None,
        "rejects": str(outcome.rejects) if outcome.rejects else None,
    }
    lines = [console.word("Command.import.done", **document)]
    if outcome.hidden:
        lines.append(console.word("Command.import.hidden", count=outcome.hidden))
    if outcome.rejects:
        lines.append(console.word("Command.import.rejects", path=outcome.rejects))
    console.answer(document, *lines)


def _progress(console: Console, done: int, of: int) -> None:
    if not console.options.quiet:
        console.note(f"{done}/{of}")


def _map(told: str) -> Any:
    """Read a map that comes along, by name, or one's own, by path."""
    path = resource_path("import-maps", f"{told}.json")
    if Path(told).name != told or not path.is_file():
        path = Path(told)
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError("file.unreadable", name=path.name) from error
    except (ValueError, RecursionError) as error:
        raise InputError("json.malformed", line=getattr(error, "lineno", 0)) from error
