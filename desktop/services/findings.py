"""What a check of a site tells: each thing that does not hold, as a code with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.errors import DeskError

MOST = 20
"""So many findings of one kind are told one by one; the rest are counted."""
_NAMED = ("site", "source", "subject", "uid")
"""Values that are uids: shortened or put into words for people."""
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: what was checked, the coded reason, and where."""

    check: str
    code: str
    values: dict[str, str | int]


@dataclass(slots=True)
class Verified:
    """What a check of a site found."""

    entries: dict[str, int] = field(default_factory=dict)
    head_seq: int = 0
    head: str = ""
    rows: int = 0
    evidence: int = 0
    findings: list[Finding] = field(default_factory=list)
    sites: dict[str, str] = field(default_factory=dict)
    """Uid → code of the sites known here."""
    untold: dict[str, int] = field(default_factory=dict)
    """How many more findings of a code there are than are told."""

    @property
    def clean(self) -> bool:
        """Whether everything holds."""
        return not self.findings

    def note(self, check: str, error: DeskError) -> None:
        """Keep one thing that does not hold."""
        same = sum(one.code == error.code and one.check == check for one in self.findings)
        if same >= MOST:
            self.untold[error.code] = self.untold.get(error.code, 0) + 1
            return
        self.findings.append(Finding(check, error.code, dict(error.values)))

    def spoken(self, finding: Finding) -> dict[str, str | int]:
        """Give a finding's values for a sentence: sites by their code, other uids shortened."""
        told = dict(finding.values)
        for name in _NAMED:
            value = told.get(name)
            if isinstance(value, str):
                told[name] = self.sites.get(value, value[:_SHORT])
        return told
