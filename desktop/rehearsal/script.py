"""The script of the rehearsal: who, what and when, in the language of the audience."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from desktop.resources import resource_path

if TYPE_CHECKING:
    from desktop.vocabulary import Language

ZONE: Final = "Asia/Shanghai"
DAY_ENDS: Final = timedelta(hours=4)
FIRST_DAY: Final = -5
_MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True)
class Script:
    """The story, told so that it ends at a given moment (µs UTC)."""

    language: Language
    now: int

    @cached_property
    def story(self) -> dict[str, Any]:
        """Everything in the story, in one language."""
        path = resource_path("demo", "story.json")
        told: dict[str, Any] = self._spoken(json.loads(path.read_text(encoding="utf-8")))
        return told

    def _spoken(self, told: Any) -> Any:
        if isinstance(told, dict):
            if self.language.value in told:
                return told[self.language.value]
            return {key: self._spoken(value) for key, value in told.items()}
        return [self._spoken(value) for value in told] if isinstance(told, list) else told

    @cached_property
    def today(self) -> date:
        """The business day the story ends on."""
        return (self._here - DAY_ENDS).date()

    @property
    def _here(self) -> datetime:
        return datetime.fromtimestamp(self.now / _MICROSECONDS, ZoneInfo(ZONE))

    def day(self, number: int) -> date:
        """Give a day by its distance from today."""
        return self.today + timedelta(days=number)

    def instant(self, when: str) -> int:
        """Read a moment: "-3 10:15" is a day and a time, "ago 30" so many minutes before now."""
        first, _, second = when.partition(" ")
        if first == "ago":
            return self.now - int(second) * 60 * _MICROSECONDS
        moment = datetime.combine(self.day(int(first)), time.fromisoformat(second), ZoneInfo(ZONE))
        return int(moment.timestamp()) * _MICROSECONDS

    def draft(self, matter: dict[str, Any]) -> dict[str, Any]:
        """Give the JSON of a matter's draft, its dates worked out."""
        told: dict[str, Any] = dict(matter["draft"])
        source = told.get("source")
        if source:
            due = self.day(int(source["due"])).isoformat()
            told["source"] = source | {"due": due}
        return told

    def old_rows(self) -> list[list[str]]:
        """Give the rows of the old desk's table, under their header."""
        old = self.story["old"]
        dated = [
            [self.day(int(first)).isoformat() if first.startswith("-") else first, *rest]
            for first, *rest in old["rows"]
        ]
        return [old["header"], *dated]

    def step(self, act: dict[str, Any]) -> dict[str, Any]:
        """Give the JSON of an act, its dates worked out."""
        told: dict[str, Any] = dict(act.get("with", {}))
        if "due" in told:
            due = datetime.fromtimestamp(self.instant(told["due"]) / _MICROSECONDS, ZoneInfo(ZONE))
            told["due"] = due.isoformat()
        return told
