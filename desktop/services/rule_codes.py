"""A standard's table of codes, brought from CSV into a rule pack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from desktop.errors import InputError
from desktop.services.csv_source import open_csv
from desktop.services.ticket_draft import clean_text

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS: Final[tuple[str, ...]] = ("code", "zh_CN", "en", "up")
"""The columns of a table of codes: code, names, and the code above; the last two may be missing."""
_KEY: Final = re.compile(r"[a-z0-9_]{1,40}")


def with_codes(body: dict[str, Any], table: str, path: Path, source: str) -> dict[str, Any]:
    """Give a pack in which a table of codes is that of a CSV file.

    Args:
        body: the pack.
        table: which table, such as `business_type`; made if it was not there.
        path: UTF-8 or GB 18030, with the columns `code`, `zh_CN` and, if told, `en` and `up`.
        source: the standard, with its year; the table counts as verified against it.

    Raises InputError `rulepack.codes_column` for a missing column, `rulepack.code_malformed` with
    the line, `value.missing` for a table or source without a name; what `open_csv` raises.
    """
    told = clean_text("source", source)
    if told is None:
        raise InputError("value.missing", field="source")
    if not _KEY.fullmatch(table):
        raise InputError("rulepack.code_malformed", line=1, value=table[:40])
    found = open_csv(path)
    for wanted in COLUMNS[:2]:
        if wanted not in found.header:
            raise InputError("rulepack.codes_column", column=wanted)
    places: dict[str, int] = {
        name: found.header.index(name) for name in COLUMNS if name in found.header
    }
    rows = []
    for row in found.rows():
        cells = {name: row.cells[at] for name, at in places.items() if at < len(row.cells)}
        rows.append(_code(row.line, cells))
    tables = dict(body.get("codes", {}))
    tables[table] = {"source": told, "verified": True, "rows": rows}
    return body | {"codes": tables}


def _code(line: int, cells: dict[str, str]) -> dict[str, Any]:
    key = cells.get("code", "").strip().lower()
    name = clean_text("zh_CN", cells.get("zh_CN"))
    if not _KEY.fullmatch(key) or name is None:
        raise InputError("rulepack.code_malformed", line=line, value=key[:40])
    made: dict[str, Any] = {
        "key": key,
        "names": {"zh_CN": name, "en": clean_text("en", cells.get("en")) or name},
    }
    up = cells.get("up", "").strip().lower()
    return made | ({"up": up} if up else {})
