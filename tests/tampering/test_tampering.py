"""Every attack with the database key in hand is noticed, and named, by the watch it should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tampering import file_attacks, ledger_attacks, table_attacks  # noqa: F401 - the table
from tests.tampering.attack import ATTACKS, Attack
from tests.tampering.file_attacks import PAGE
from tests.tampering.scene import Scene


def test_a_story_nobody_tampered_with_is_clean(scene: Scene) -> None:
    told = scene.verify()
    assert (told.status, told.opening, told.findings) == (0, None, [])
    assert scene.ship() == "taken_in"


@pytest.mark.parametrize("one", ATTACKS, ids=lambda one: one.name)
def test_an_attack_is_noticed_and_named(one: Attack, scene: Scene) -> None:
    place = one.do(scene)
    told = scene.verify()
    assert told.opening == one.opening
    if one.code is None:
        assert told.findings == []
    elif told.findings:
        named = [{key: f.get(key) for key in place} for f in told.findings if f["code"] == one.code]
        assert place in named, told.findings
        assert {one.code, *one.also} <= told.codes()
        assert not [f["message"] for f in told.findings if "…" in f["message"]]
    else:
        assert told.opening == one.code
    assert told.status == (0 if one.code is None else 1)
    if one.headquarters is not None:
        assert scene.ship() == one.headquarters


def _named(prefixes: tuple[str, ...]) -> list[Attack]:
    return [one for one in ATTACKS if (one.code or "").startswith(prefixes)]


@pytest.mark.parametrize("one", _named(("derived.", "ledger.row_")), ids=lambda one: one.name)
def test_what_is_made_from_a_whole_ledger_can_be_made_again(one: Attack, scene: Scene) -> None:
    one.do(scene)
    assert scene.verify("recover", "rebuild").status == 0
    assert scene.verify().findings == []


@pytest.mark.parametrize(
    "one",
    _named(
        ("ledger.chain", "ledger.entry_missing", "ledger.receipt", "ledger.subject", "database.")
    ),
    ids=lambda one: one.name,
)
def test_nothing_is_made_again_from_a_ledger_that_does_not_hold(one: Attack, scene: Scene) -> None:
    one.do(scene)
    told = scene.verify("recover", "rebuild")
    assert told.opening in {
        "ledger.not_repairable",
        "database.wrong_key",
        "ledger.other_history",
    } or (one.code == "database.schema_differs")


def test_headquarters_names_the_entry_at_which_a_history_parts(scene: Scene) -> None:
    scene.rebuild(lambda body: body["private"].update(reason="x"), scene.seq_of("add_note"))
    scene.forge_anchors()
    receipted = scene.receipted
    assert scene.ship() == "bundle.fork"
    assert scene.names["refused"] == {"number": 2, "seq": receipted}


def _pages(path: Path) -> list[bytes]:
    content = path.read_bytes()
    return [content[at : at + PAGE] for at in range(0, len(content), PAGE)]


UNRECORDED = ("setting", "ticket_search_idx", "ticket_search_docsize")
"""Tables of which no record is kept: the desk's settings, and what only speeds the search up."""


def test_every_old_page_put_back_is_noticed(scene: Scene) -> None:
    """SQLCipher passes them all: each belongs to this file and to this place in it."""
    old, new = _pages(scene.earlier / "redress.db"), scene.database.read_bytes()
    changed = [n for n, page in enumerate(old) if page != new[n * PAGE : (n + 1) * PAGE]]
    assert len(changed) > 10
    roots = {scene.ask("SELECT rootpage FROM sqlite_master WHERE name = ?", n) for n in UNRECORDED}
    unnoticed = []
    for number in changed:
        for left in scene.place.glob("redress.db*"):
            left.unlink()
        scene.database.write_bytes(new[: number * PAGE] + old[number] + new[(number + 1) * PAGE :])
        scene.restore_anchors()
        if scene.verify().status == 0:
            unnoticed.append(number + 1)
            found = scene.verify("ticket", "search", "电饭煲冒烟")
            assert found.document["total"] == 1
    assert set(unnoticed) <= roots
