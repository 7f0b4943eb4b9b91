"""An import map: which column of a table fills which key of a draft (docs/import-maps.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from desktop.errors import InputError
from desktop.models.rulepack import UNSORTED
from desktop.services.csv_source import DELIMITERS, ENCODINGS
from desktop.services.table_rows import MomentText

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.models.rulepack import RulePack

_PARTS: Final = {
    "complainant": (
        "name", "title", "phone", "email", "id_type", "id_number", "address", "representative",
        "best_time",
    ),
    "respondent": ("staff", "counter", "partner"),
    "source": ("name", "number", "due"),
    "promise": ("what", "due"),
}  # fmt: skip
_PLAIN: Final = (
    "facts", "channel", "nature", "category", "severity", "received_at", "product", "batch",
    "order", "bought_on", "goods_kept", "amount", "asked", "late_reason", "requests", "flags",
)  # fmt: skip
KEYS: Final = frozenset({*_PLAIN, *(f"{part}.{key}" for part in _PARTS for key in _PARTS[part])})
"""Every key of a draft a column may fill."""
LISTS: Final = frozenset({"requests", "flags"})
INSTANTS: Final = frozenset({"received_at", "promise.due"})
DATES: Final = frozenset({"bought_on", "source.due"})
_RULE_KEYS: Final = frozenset(
    {"column", "columns", "separator", "format", "values", "default", "split", "otherwise"}
)
_MAP_KEYS: Final = frozenset(
    {"name", "encoding", "delimiter", "sheet", "columns", "defaults", "skip_if", "only_if"}
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one key of a draft is filled from a row."""

    key: str
    columns: tuple[str, ...]
    separator: str = "\n"
    format: str | None = None
    values: Mapping[str, str] | None = None
    default: str | None = None
    split: str | None = None
    otherwise: str | None = None

    def read(self, row: Mapping[str, str]) -> Any:
        """Give the key's value in plain form, None where the row has nothing to say."""
        cells = [row[column] for column in self.columns if row[column].strip()]
        if cells and self.key in INSTANTS | DATES and isinstance(cells[0], MomentText):
            return self._moment("T".join(cells))
        text = self.separator.join(cell.strip() for cell in cells)
        if self.split is not None:
            parts = [part.strip() for part in text.split(self.split)]
            found = [self._translated(part) for part in parts if part]
            return found or ([self.default] if self.default else None)
        if not text:
            return self.default
        return self._dated(text) if self.format else self._translated(text)

    def _translated(self, text: str) -> str:
        if self.values is None:
            return text
        found = self.values.get(text, self.default)
        if found is None:
            raise InputError("value.unknown", field=self.key, value=text[:80])
        return found

    def _moment(self, text: str) -> str:
        """Take a date that the table knows as one as it is, whatever `format` says of texts."""
        return text.partition("T")[0] if self.key in DATES else text

    def _dated(self, text: str) -> str:
        try:
            moment = datetime.strptime(text, self.format or "")  # noqa: DTZ007 - the site's zone
        except ValueError as error:
            raise InputError("time.unreadable", field=self.key, value=text[:40]) from error
        return moment.date().isoformat() if self.key in DATES else moment.isoformat()


@dataclass(frozen=True, slots=True)
class ImportMap:
    """A whole map, checked."""

    rules: tuple[Rule, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    skip_if: Mapping[str, frozenset[str]] = field(default_factory=dict)
    only_if: Mapping[str, frozenset[str]] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    @property
    def conditions(self) -> frozenset[str]:
        """The columns that say whether a row is taken at all."""
        return frozenset((*self.skip_if, *self.only_if))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the map speaks of, in its order."""
        named = [column for rule in self.rules for column in rule.columns]
        return tuple(dict.fromkeys((*named, *self.skip_if, *self.only_if)))

    def require_columns(self, header: Iterable[str]) -> None:
        """Refuse a table that lacks a column the map speaks of."""
        present = set(header)
        for column in self.columns:
            if column not in present:
                raise InputError("import.column_missing", column=column[:80])

    def leaves_out(self, row: Mapping[str, str]) -> bool:
        """Tell whether a row is none of the import's business."""
        return any(row[name].strip() in told for name, told in self.skip_if.items()) or any(
            row[name].strip() not in told for name, told in self.only_if.items()
        )

    def draft(self, row: Mapping[str, str], pack: RulePack) -> dict[str, Any]:
        """Give a row as the JSON form of a draft; InputError says what cannot be taken."""
        plain: dict[str, Any] = {}
        for key, value in self.defaults.items():
            _put(plain, key, value)
        for rule in self.rules:
            value = rule.read(row)
            if rule.otherwise is not None and not _is_leaf(pack, value):
                value = rule.otherwise
            if value is not None:
                _put(plain, rule.key, value)
        return plain


def _is_leaf(pack: RulePack, key: str | None) -> bool:
    found = pack.category(key) if key else None
    return key == UNSORTED or (found is not None and found.leaf)


def _put(plain: dict[str, Any], key: str, value: Any) -> None:
    part, dot, name = key.partition(".")
    if dot:
        plain.setdefault(part, {})[name] = value
    else:
        plain[key] = value


def parse_import_map(told: object) -> ImportMap:
    """Read a map's JSON; InputError `import.map_malformed` says where it is wrong."""
    plain = _group(told, "")
    _only(plain, _MAP_KEYS, "")
    columns = _group(plain.get("columns"), "columns")
    defaults = _group(plain.get("defaults", {}), "defaults")
    for where, keys in (("columns", columns), ("defaults", defaults)):
        for key in keys:
            if key not in KEYS:
                raise _wrong(f"{where}.{key}")
    rules = tuple(_rule(key, rule) for key, rule in columns.items())
    if not ({"facts"} & columns.keys() or defaults.get("facts")):
        raise _wrong("columns.facts")
    return ImportMap(
        rules,
        {key: _default(key, value) for key, value in defaults.items()},
        _conditions(plain, "skip_if"),
        _conditions(plain, "only_if"),
        _choice(plain, "encoding", ENCODINGS),
        _choice(plain, "delimiter", DELIMITERS),
        _text(plain["sheet"], "sheet") if "sheet" in plain else None,
    )


def _wrong(where: str) -> InputError:
    return InputError("import.map_malformed", where=where[:80] or "…")


def _group(told: object, where: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise _wrong(where)
    return told


def _only(plain: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    for key in plain:
        if key not in known:
            raise _wrong(f"{where}{key}")


def _text(told: object, where: str) -> str:
    if not isinstance(told, str):
        raise _wrong(where)
    return told


def _choice(plain: Mapping[str, Any], key: str, known: tuple[str, ...]) -> str | None:
    told = plain.get(key)
    if told is not None and told not in known:
        raise _wrong(key)
    return told


def _default(key: str, value: object) -> Any:
    if key in LISTS and isinstance(value, list):
        return [_text(one, f"defaults.{key}") for one in value]
    return _text(value, f"defaults.{key}")


def _conditions(plain: Mapping[str, Any], where: str) -> dict[str, frozenset[str]]:
    found = {}
    for column, values in _group(plain.get(where, {}), where).items():
        told = values if isinstance(values, list) else [values]
        found[column] = frozenset(_text(value, f"{where}.{column}") for value in told)
    return found


def _rule(key: str, told: object) -> Rule:
    where = f"columns.{key}"
    if isinstance(told, str):
        return Rule(key, (told,), split="," if key in LISTS else None)
    plain = _group(told, where)
    _only(plain, _RULE_KEYS, f"{where}.")
    for wrong, allowed in (("format", INSTANTS | DATES), ("split", LISTS)):
        if wrong in plain and key not in allowed:
            raise _wrong(f"{where}.{wrong}")
    if "otherwise" in plain and key != "category":
        raise _wrong(f"{where}.otherwise")
    texts = {
        name: _text(plain[name], f"{where}.{name}")
        for name in ("separator", "format", "default", "split", "otherwise")
        if name in plain
    }
    if key in LISTS and not texts.get("split"):
        texts["split"] = ","
    return Rule(key, _columns(plain, where), values=_values(plain, where), **texts)


def _columns(plain: Mapping[str, Any], where: str) -> tuple[str, ...]:
    several = plain.get("columns")
    if ("column" in plain) == (several is not None):
        raise _wrong(f"{where}.column")
    if several is None:
        return (_text(plain["column"], f"{where}.column"),)
    if not isinstance(several, list) or not several:
        raise _wrong(f"{where}.columns")
    return tuple(_text(column, f"{where}.columns") for column in several)


def _values(plain: Mapping[str, Any], where: str) -> dict[str, str] | None:
    if "values" not in plain:
        return None
    values = _group(plain["values"], f"{where}.values")
    return {key: _text(value, f"{where}.values.{key}") for key, value in values.items()}
