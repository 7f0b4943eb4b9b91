"""At rest: whatever is left in a data folder, nobody without the keys reads a word of it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from desktop.services.backups import back_up
from desktop.services.casework import add_note, resolve_ticket
from desktop.services.drafts import save_draft
from desktop.services.escalations import ask_headquarters
from desktop.services.evidence import attach_bytes, read_evidence
from desktop.services.lists import search_tickets
from desktop.services.remedies import propose_remedy
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft
from desktop.services.tickets import reveal_complainant
from desktop.vocabulary import RemedyKind, TicketId
from tests.desks import BRANCH, HEADQUARTERS, Desk, Pair, desk, pair, template

__all__ = ["desk", "pair", "template"]

PLANTED = {
    "name": "欧阳翠花",
    "facts": "婴儿推车前轮支架断裂擦伤膝盖",
    "note": "她丈夫司马长风来过电话",
    "draft": "半张草稿里的诸葛小明",
    "document": "证据文件里的一句话",
    "file": "司马家的小票",
    "reason": "回拨夏侯先生的电话",
    "result": "退还货款并赔礼道歉",
    "remedy": "退款到慕容女士卡上",
    "latin": "Wolfeschlegelstein",
    "phone": "13912345678",
    "identity": "310101199001011234",
}


def _say_everything(desk: Desk) -> TicketId:
    """Let every word stand somewhere it may stand, and be read again."""
    ticket = desk.register(
        facts=f"{PLANTED['facts']} {PLANTED['latin']}",
        complainant=ComplainantDraft(
            name=PLANTED["name"],
            contacts=(ContactDraft(PLANTED["phone"]),),
            id_number=PLANTED["identity"],
        ),
    )
    desk.stand("chen")
    gateway = desk.site.gateway
    for content, name in (
        (PLANTED["document"].encode() * 2000, f"{PLANTED['file']}.txt"),
        (_picture(), "照片.png"),
    ):
        read_evidence(gateway, ticket, attach_bytes(gateway, ticket, content, name))
    desk.by("chen", add_note, ticket, PLANTED["note"])
    desk.by("chen", reveal_complainant, ticket, PLANTED["reason"])
    desk.by("chen", propose_remedy, ticket, RemedyKind.REFUND, 100, PLANTED["remedy"])
    desk.by("chen", ask_headquarters, ticket, PLANTED["note"])
    save_draft(gateway, {"facts": PLANTED["draft"]}, "1")
    for words in ("翠花", PLANTED["latin"], PLANTED["phone"]):
        assert desk.by("chen", search_tickets, words)
    return ticket


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(out, "PNG")
    return out.getvalue()


def _spellings(words: str) -> dict[str, bytes]:
    return {
        "utf-8": words.encode(),
        "utf-16-le": words.encode("utf-16-le"),
        "utf-16-be": words.encode("utf-16-be"),
        "gb18030": words.encode("gb18030"),
        "escaped": words.encode("unicode_escape"),
        "upper": words.upper().encode(),
        "lower": words.lower().encode(),
    }


def _search(folder: Path) -> list[str]:
    """Look into every file, its name, and what a ZIP holds, for every planted word."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        contents = {path.name: path.read_bytes()}
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as bundle:
                contents |= {name: bundle.read(name) for name in bundle.namelist()}
        for name, content in contents.items():
            haystack = content + name.encode()
            found += [
                f"{path.relative_to(folder)}: {word} as {spelling}"
                for word, words in PLANTED.items()
                for spelling, needle in _spellings(words).items()
                if needle in haystack
            ]
    return found


def test_the_search_itself_finds_what_lies_open(tmp_path: Path) -> None:
    for number, spelling in enumerate(_spellings(PLANTED["facts"])):
        content = b"\0" + _spellings(PLANTED["facts"])[spelling] + b"\0"
        (tmp_path / f"{number}.bin").write_bytes(content)
    (tmp_path / PLANTED["name"]).write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("inner.txt", PLANTED["phone"])
    told = _search(tmp_path)
    assert {line.split(":")[0] for line in told} == {
        *(f"{number}.bin" for number in range(7)),
        PLANTED["name"],
        "x.zip",
    }


@pytest.mark.parametrize("closed", [False, True])
def test_no_word_lies_open_in_any_file(pair: Pair, closed: bool) -> None:
    ticket = _say_everything(pair.branch)
    pair.up()
    pair.branch.by("chen", resolve_ticket, ticket, PLANTED["result"], "phone")
    pair.down()
    pair.branch.stand("admin")
    back_up(pair.branch.site, pair.folder / "stick")
    if closed:
        pair.close()
    for name in (BRANCH, HEADQUARTERS, "stick"):
        files = [p for p in (pair.folder / name).rglob("*") if p.is_file()]
        assert len(files) > 3, name
    assert _search(pair.folder) == []


def test_no_entry_of_an_anchor_or_key_file_tells_who_works_here(pair: Pair) -> None:
    _say_everything(pair.branch)
    folder = pair.branch.site.folder
    pair.close()
    for path in (p for p in folder.rglob("*") if p.is_file()):
        assert "陈涛".encode() not in path.read_bytes(), path
        assert path.stat().st_mode & 0o077 == 0, path
