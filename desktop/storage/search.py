"""Full-text search over tickets: Chinese of any length, words, and the tails of numbers."""

from __future__ import annotations

import re
import unicodedata
from operator import add
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from desktop.errors import InputError
from desktop.storage.ready import Ready
from desktop.storage.row_numbers import row_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

TOKENISER = 1
"""Version of the folding and cutting below; a change asks for a rebuild of the index."""

_HAN = r"㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
_PIECE = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<digits>\d+)|(?P<word>[^\W\d_{_HAN}]+)")
_PLAIN = re.compile(r"[㐀-䶵一-龥]+|[a-z]+|[0-9]{1,3}")
"""Pieces of which the index is sure; the rarer Han characters may be unknown to its tokeniser."""
_LONG_NUMBER = 3
_MAX_PARTS = 16
_KNOWN = Ready(text("SELECT 1 FROM search_text WHERE rid = :rid AND body = :body"))
_KEEP_TERMS = Ready(text("INSERT INTO ticket_search (rowid, body) VALUES (:rid, :body)"))
_KEEP_TEXT = Ready(text("INSERT INTO search_text (rid, body) VALUES (:rid, :body)"))
_FORGET_TERMS = Ready(text("DELETE FROM ticket_search WHERE rowid = :rid"))
_FORGET_TEXT = Ready(text("DELETE FROM search_text WHERE rid = :rid"))


def folded(raw: str) -> str:
    """Fold width, compatibility forms and case, so that Ａ１ finds a1."""
    return unicodedata.normalize("NFKC", raw).lower()


def terms(raw: str) -> str:
    """Cut text into the index's terms, separated by spaces.

    A run of Han characters becomes its overlapping pairs and its last character, so that a
    phrase of pairs never crosses punctuation and a single character is a prefix; a long number
    becomes its overlapping triples and its tails.
    """
    return _cut(folded(raw))


def _cut(kept: str) -> str:
    out: list[str] = []
    for piece in _PIECE.finditer(kept):
        run = piece.group()
        if piece.lastgroup == "han":
            out += _pairs(run)
            out.append(run[-1])
        elif piece.lastgroup == "digits" and len(run) > _LONG_NUMBER:
            out += _triples(run)
            out += [run[-2:], run[-1:]]
        else:
            out.append(run)
    return " ".join(out)


def _pairs(run: str) -> list[str]:
    return [*map(add, run, run[1:])]


def _triples(run: str) -> list[str]:
    return [run[i : i + 3] for i in range(len(run) - 2)]


def match_expression(query: str) -> str:
    """Turn what somebody typed into an FTS5 expression; InputError if nothing is searchable."""
    parts = [_part(p.lastgroup or "", p.group()) for p in _PIECE.finditer(folded(query))]
    if not parts:
        raise InputError("search.nothing_to_find")
    return " AND ".join(dict.fromkeys(parts[:_MAX_PARTS]))


def _part(group: str, run: str) -> str:
    if group == "han":
        return f'"{run}" *' if len(run) == 1 else f'"{" ".join(_pairs(run))}"'
    if group == "digits" and len(run) > _LONG_NUMBER:
        return f'"{" ".join(_triples(run))}"'
    return f'"{run}" *'


def needles(query: str) -> list[str]:
    """Give the folded pieces between spaces, each of which a hit must contain as it stands."""
    return folded(query).split()


def index_text(connection: Connection, rid: int, body: str, *, new: bool) -> None:
    """Index or index again one ticket's text under its row number."""
    index_texts(connection, [(rid, body)], new=new)


def index_texts(connection: Connection, texts: Iterable[tuple[int, str]], *, new: bool) -> None:
    """Index the texts of some tickets, each under its row number.

    Where they were indexed before, only those that have become others are again.
    """
    told: list[dict[str, Any]] = [{"rid": rid, "body": folded(body)} for rid, body in texts]
    if not new:
        told = [kept for kept in told if not _KNOWN.run(connection, kept).fetchone()]
        _FORGET_TERMS.run_many(connection, told)
        _FORGET_TEXT.run_many(connection, told)
    _KEEP_TERMS.run_many(connection, [kept | {"body": _cut(kept["body"])} for kept in told])
    _KEEP_TEXT.run_many(connection, told)


_FIND = """
SELECT rowid FROM ticket_search WHERE ticket_search MATCH :expression ORDER BY rowid
"""
_FIND_AND_LOOK = """
SELECT f.rowid FROM ticket_search f JOIN search_text s ON s.rid = f.rowid
WHERE ticket_search MATCH :expression AND {checks} ORDER BY f.rowid
"""


def find_rids(connection: Connection, query: str, limit: int | None = None) -> list[int]:
    """Find tickets whose text contains every piece of the query, newest row first.

    The index proposes and the folded text decides, so that precision is 1; where the index
    alone is as good, no text is read.
    """
    unsure = _unsure(query)
    checks = " AND ".join(f"instr(s.body, :n{i}) > 0" for i in range(len(unsure)))
    sql = _FIND_AND_LOOK.format(checks=checks) if unsure else _FIND
    values: dict[str, object] = {f"n{i}": piece for i, piece in enumerate(unsure)}
    values["expression"] = match_expression(query)
    if limit is not None:
        newest = text(f"{sql} DESC LIMIT :limit")
        return list(connection.execute(newest, values | {"limit": limit}).scalars())
    everything = text(f"SELECT json_group_array(rowid) FROM ({sql})")  # noqa: S608 - both ours
    return row_numbers(connection.execute(everything, values).scalar_one())[::-1]


def _unsure(query: str) -> list[str]:
    """Give the pieces between spaces that the index can mistake for others.

    Not so a run of the usual Han characters, a Latin word or up to three digits: their terms
    stand in the index only where they stand in the text. A longer number may be put together
    from two short ones, and what is mixed from several runs from runs far apart.
    """
    pieces = dict.fromkeys(needles(query))
    if len(pieces) > _MAX_PARTS:
        return list(pieces)
    return [piece for piece in pieces if not _PLAIN.fullmatch(piece)]
