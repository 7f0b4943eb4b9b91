"""Lines of a ledger: where a site's numbering goes on after a loss was accepted.

A ledger that was set back may have lost entries that another site holds. The entry that accepts
the loss therefore begins a new line: its seq lies far beyond any that can have been lost, its
body names the last entry that was kept (`after`), and its digest follows that one. No seq is ever
given twice, and what was lost can come back under its own.
"""

from __future__ import annotations

from desktop.errors import LedgerError

LINE = 10**8
"""How far apart lines begin; no line grows as long."""
MAX_LINE = 80_000_000
_EARLIEST = 1_000_000
_ZERO = 1_577_836_800 // 60
_MINUTE = 60_000_000


def line_of(seq: int) -> int:
    """Give the line an entry stands in: 0, or the minute since 2020 in which the line began."""
    line = (seq - 1) // LINE
    return line if line >= _EARLIEST else 0


def first_of(line: int) -> int:
    """Give the seq with which a line begins."""
    return line * LINE + 1


def begins_line(seq: int) -> bool:
    """Tell whether an entry of this seq is the first of a new line."""
    return line_of(seq) > 0 and (seq - 1) % LINE == 0


def next_line(now: int, *known: int) -> int:
    """Give a line after all those that the known seqs stand in; `now` in µs UTC.

    Raises LedgerError `ledger.lines_exhausted` for a seq no program can have written.
    """
    minute = min(max(now // _MINUTE - _ZERO, _EARLIEST), MAX_LINE)
    line = max(minute, *(line_of(seq) + 1 for seq in known))
    if line > MAX_LINE:
        raise LedgerError("ledger.lines_exhausted")
    return line
