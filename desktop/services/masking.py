"""Masking: what a glance at the screen or a shared printer may show of a person."""

from __future__ import annotations

TAIL = 4
SHOWN_HEAD = 3
_LONG_ENOUGH_FOR_HEAD = 10


def mask_name(name: str | None, title: str | None = None) -> str:
    """Keep the surname: 王女士 stays, 王晓敏 becomes 王**, Mary Ann Lee becomes M** L**."""
    if not name:
        return ""
    if title:
        return name[:1] + title if _is_han(name) else f"{name.split()[-1]} {title}"
    if not _is_han(name):
        return " ".join(f"{part[0]}**" for part in name.split())
    if name.endswith(("女士", "先生", "小姐", "阿姨", "师傅", "太太")):
        return name
    return name[0] + "*" * (len(name) - 1)


def _is_han(text: str) -> bool:
    return "\u3400" <= text[0] <= "\u9fff"


def mask_number(value: str) -> str:
    """Keep a phone's or document's tail, and the head of a long one: 138****5678."""
    if len(value) <= TAIL:
        return "*" * len(value)
    if len(value) < _LONG_ENOUGH_FOR_HEAD:
        return "*" * (len(value) - TAIL) + value[-TAIL:]
    return value[:SHOWN_HEAD] + "*" * (len(value) - SHOWN_HEAD - TAIL) + value[-TAIL:]
