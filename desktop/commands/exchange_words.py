"""What people are told of the exchange where no JSON was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop import wording
from desktop.commands.console import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.commands.console import Console
    from desktop.sync.enrolment import EnrolmentRow
    from desktop.sync.manifest import Manifest
    from desktop.sync.schedule import Schedule, ShippingState
    from desktop.sync.shipping import ArrivalRow, ShipmentRow
    from desktop.sync.standing import Standing

_NONE = "-"


class ExchangeWords:
    """Makes lines for one call, times on the site's wall clock."""

    def __init__(self, console: Console, zone: str) -> None:
        """Speak the language of a call."""
        self._console = console
        self._zone = zone

    def schedule(self, told: Schedule, state: ShippingState) -> list[str]:
        """Tell when and where bundles go, and how that stands."""
        when = self._console.word(f"Command.when.{told.when}", hours=told.hours)
        return self._pairs(
            ("when", when),
            ("to", told.to or _NONE),
            ("last_made", self._at(state.last_made)),
            ("last_delivered", self._at(state.last_delivered)),
            ("last_receipt", self._at(state.last_receipt)),
            ("waiting", str(state.waiting)),
            ("due", self._console.word(f"Command.due.{state.due}")),
        )

    def status(
        self,
        standing: Standing,
        shipments: Sequence[ShipmentRow],
        arrivals: Sequence[ArrivalRow],
    ) -> list[str]:
        """Tell where the exchange stands, then every bundle that went or came."""
        lines = self._pairs(
            ("headquarters", standing.headquarters_name or _NONE),
            ("unshipped", str(standing.unshipped)),
            ("unreceipted", str(standing.unreceipted)),
            ("conflicts", str(standing.conflicts)),
            ("last_made", self._at(standing.last_made)),
            ("last_delivered", self._at(standing.last_delivered)),
            ("last_receipt", self._at(standing.last_receipt)),
        )
        lines += self._table(
            "shipments",
            ("number", "file", "made_at", "delivered_at", "receipted_at"),
            [
                (
                    str(row.number),
                    row.file_name,
                    self._at(row.made_at),
                    self._at(row.delivered_at),
                    self._at(row.receipted_at),
                )
                for row in shipments
            ],
        )
        return lines + self._table(
            "arrivals",
            ("number", "file", "verdict", "at"),
            [
                (str(row.number), row.file_name, self._verdict(row.verdict), self._at(row.at))
                for row in arrivals
            ],
        )

    def bundle(self, name: str, manifest: Manifest) -> list[str]:
        """Tell what a bundle says of itself."""
        part = f"{manifest.part} / {manifest.parts}"
        entries = f"{manifest.from_seq} – {manifest.to_seq}" if manifest.counts.entries else _NONE
        return self._pairs(
            ("file", name),
            ("direction", self._console.word(f"Command.direction.{manifest.direction.value}")),
            ("from", manifest.code),
            ("number", str(manifest.number)),
            ("part", part),
            ("entries", entries),
            ("evidence", str(manifest.counts.evidence)),
            ("made_at", f"{self._at(manifest.made_at)} {self._zone}"),
            ("program", manifest.program),
        )

    def branches(self, rows: Sequence[EnrolmentRow]) -> list[str]:
        """Tell which branches were invited, and which have joined."""
        if not rows:
            return [self._console.word("Command.enrol.none")]
        return self._table(
            "",
            ("code", "name", "invited_at", "joined_at"),
            [
                (row.code, row.name, self._at(row.invited_at), self._at(row.joined_at))
                for row in rows
            ],
        )

    def _pairs(self, *told: tuple[str, str]) -> list[str]:
        return table([(self._title(key), value) for key, value in told])

    def _table(self, title: str, heads: Sequence[str], rows: list[tuple[str, ...]]) -> list[str]:
        if not rows:
            return []
        lines = table([tuple(self._title(key) for key in heads), *rows])
        return ["", self._title(title), *lines] if title else lines

    def _title(self, key: str) -> str:
        return self._console.word(f"Command.exchange.{key}")

    def _at(self, at: int | None) -> str:
        if at is None:
            return _NONE
        return wording.instant_text(at, self._zone, self._console.language, "numeric")

    def _verdict(self, told: str) -> str:
        key = f"Command.verdict.{told}"
        return self._console.word(key) if wording.has_label(key, self._console.language) else told
