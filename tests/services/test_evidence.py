"""Evidence: judged by content, sealed once, and every touch a custody step."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from desktop.errors import DeskError, InputError, NotFoundError, StorageError
from desktop.services.casework import void_ticket
from desktop.services.evidence import (
    attach_bytes,
    attach_evidence,
    attach_file,
    custody_of,
    export_file,
    prepare_stream,
    read_evidence,
    verify_file,
)
from desktop.services.ticket_draft import RespondentDraft
from desktop.services.tickets import ticket_detail
from desktop.storage.vault import sealed_path, sealed_paths
from desktop.vocabulary import CustodyAct, EvidenceKind, Ref, TicketId, Uid
from tests.desks import MINUTE, Desk, Pair


def picture(side: int = 40, colour: str = "red", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, kind)
    return out.getvalue()


@pytest.fixture
def clerk(desk: Desk) -> Desk:
    """Give the branch with a clerk before the door."""
    desk.stand("chen")
    return desk


def _sealed(desk: Desk) -> list[Path]:
    return sorted(sealed_paths(desk.site.folder / "evidence"))


def _acts(desk: Desk, ticket: TicketId, evidence: Ref) -> list[CustodyAct]:
    return [row.act for row in desk.by("wang", custody_of, ticket, evidence)]


# ---------------------------------------------------------------- taking in


def test_a_picture_is_sealed_recorded_and_shown_small(clerk: Desk, tmp_path: Path) -> None:
    ticket = clerk.register()
    path = tmp_path / "照片.png"
    path.write_bytes(picture())
    evidence = attach_file(clerk.site.gateway, ticket, path)
    [row] = clerk.by("chen", ticket_detail, ticket).evidence
    assert (row.ref, row.name, row.kind, row.media_type, row.size, row.here) == (
        evidence,
        "照片.png",
        EvidenceKind.PICTURE,
        "image/png",
        path.stat().st_size,
        True,
    )
    assert row.thumbnail is not None
    assert Image.open(io.BytesIO(row.thumbnail)).size == (40, 40)
    _, content = read_evidence(clerk.site.gateway, ticket, evidence)
    assert content == path.read_bytes()
    [sealed] = _sealed(clerk)
    assert picture()[:64] not in sealed.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("照片.png", b"\x89PNG\r\n\x1a\n" + b"broken" * 9, "evidence.not_a_picture"),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 90, "evidence.not_a_picture"),
        ("照片.png", picture()[:60], "evidence.not_a_picture"),
        ("小票.pdf", b"MZ\x90\0" + b"\0" * 60, "evidence.type_blocked"),
        ("程序.exe", b"MZ\x90\0" + b"\0" * 60, "evidence.type_blocked"),
        ("照片.png", b"#!/bin/sh\nrm -rf ~\n", "evidence.type_blocked"),
        ("程序", b"\x7fELF\x02\x01\x01" + b"\0" * 60, "evidence.type_blocked"),
    ],
)
def test_what_a_file_is_decides_and_not_its_name(
    clerk: Desk, name: str, content: bytes, code: str
) -> None:
    ticket = clerk.register()
    before = clerk.rows()
    with pytest.raises(InputError) as refused:
        attach_bytes(clerk.site.gateway, ticket, content, name)
    assert refused.value.code == code
    assert clerk.rows() == before
    assert _sealed(clerk) == []


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../x", "x"),
        ("..\\..\\x.txt", "x.txt"),
        ("/etc/passwd", "passwd"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("CON.txt", "_CON.txt"),
        ("nul", "_nul"),
        ("a\u202egnp.txt", "agnp.txt"),
        ("a\0b.txt", "ab.txt"),
        ("  ", "file"),
        ("..", "file"),
        ("小票 (1).txt", "小票 (1).txt"),
        ("长" * 300 + ".txt", "长" * 65 + ".txt"),
    ],
)
def test_a_name_from_outside_is_made_harmless(
    clerk: Desk, tmp_path: Path, told: str, kept: str
) -> None:
    ticket = clerk.register()
    evidence = attach_bytes(clerk.site.gateway, ticket, b"plain words", told)
    [row] = clerk.by("chen", ticket_detail, ticket).evidence
    assert row.name == kept
    folder = tmp_path / "out"
    folder.mkdir()
    clerk.stand("wang")
    path = export_file(clerk.site.gateway, ticket, evidence, folder, "提交市场监管所")
    assert path.parent == folder
    assert path.read_bytes() == b"plain words"


def test_a_file_that_is_not_there_is_told_as_such(clerk: Desk, tmp_path: Path) -> None:
    ticket = clerk.register()
    for path in (tmp_path / "gone.txt", tmp_path):
        with pytest.raises(StorageError, match=r"evidence\.unreadable"):
            attach_file(clerk.site.gateway, ticket, path)


def test_a_file_above_the_packs_limit_is_refused_and_leaves_nothing(clerk: Desk) -> None:
    ticket = clerk.register()
    facts = clerk.site.gateway.facts
    object.__setattr__(facts, "pack", replace(facts.pack, max_evidence_bytes=1_000_000))
    attach_bytes(clerk.site.gateway, ticket, b"x" * 1_000_000, "a.txt")
    with pytest.raises(InputError, match=r"evidence\.too_large"):
        attach_bytes(clerk.site.gateway, ticket, b"y" * 1_000_001, "b.txt")
    assert len(_sealed(clerk)) == 1
    left = [p for p in (clerk.site.folder / "evidence").rglob("*") if p.suffix == ".part"]
    assert left == []


def test_the_same_content_is_stored_once_and_listed_twice(clerk: Desk) -> None:
    first, second = clerk.register(), clerk.register()
    refs = [
        attach_bytes(clerk.site.gateway, ticket, b"plain words", name)
        for ticket, name in ((first, "a.txt"), (first, "b.txt"), (second, "c.txt"))
    ]
    assert len(set(refs)) == 3
    assert len(_sealed(clerk)) == 1
    names = [row.name for row in clerk.by("chen", ticket_detail, first).evidence]
    assert names == ["a.txt", "b.txt"]
    _, content = read_evidence(clerk.site.gateway, second, refs[2])
    assert content == b"plain words"
    assert len(clerk.rows()["evidence"]) == 3


def test_two_files_have_two_keys(clerk: Desk) -> None:
    ticket = clerk.register()
    for words in (b"one", b"two"):
        attach_bytes(clerk.site.gateway, ticket, words, "a.txt")
    with clerk.site.database.read() as session:
        rows = session.connection().exec_driver_sql("SELECT vault_key FROM evidence").all()
    assert len({bytes(row[0]) for row in rows}) == 2


def test_what_is_not_in_the_vault_is_not_recorded(clerk: Desk) -> None:
    ticket = clerk.register()
    prepared = prepare_stream(clerk.site.gateway, io.BytesIO(b"plain words"), "a.txt")
    before = clerk.rows()
    for wrong in (
        replace(prepared, vault_key=bytes(32)),
        replace(prepared, sha256="0" * 64),
    ):
        with pytest.raises(StorageError, match=r"vault\.missing"):
            clerk.by("chen", attach_evidence, ticket, wrong)
    [sealed] = _sealed(clerk)
    sealed.unlink()
    with pytest.raises(StorageError, match=r"vault\.missing"):
        clerk.by("chen", attach_evidence, ticket, prepared)
    assert clerk.rows() == before


def test_the_key_of_a_file_is_shown_nowhere(clerk: Desk) -> None:
    prepared = prepare_stream(clerk.site.gateway, io.BytesIO(b"plain words"), "a.txt")
    assert repr(prepared.vault_key) not in repr(prepared)
    assert prepared.vault_key.hex() not in repr(prepared)


# ---------------------------------------------------------------- custody


def test_every_touch_leaves_a_custody_step_and_an_entry(clerk: Desk, tmp_path: Path) -> None:
    ticket = clerk.register()
    gateway = clerk.site.gateway
    evidence = attach_bytes(gateway, ticket, b"plain words", "a.txt")
    seqs = [len(clerk.entries())]
    for touch in (
        lambda: read_evidence(gateway, ticket, evidence),
        lambda: verify_file(gateway, ticket, evidence),
        lambda: export_file(gateway, ticket, evidence, tmp_path, "提交市场监管所"),
    ):
        clerk.clock.advance(MINUTE)
        clerk.stand("wang")
        touch()
        seqs.append(len(clerk.entries()))
    assert seqs == list(range(seqs[0], seqs[0] + 4))
    rows = clerk.by("wang", custody_of, ticket, evidence)
    assert [(row.act, row.by, row.site) for row in rows] == [
        (CustodyAct.TAKEN, "陈涛", "西安路店"),
        (CustodyAct.VIEWED, "王建国", "西安路店"),
        (CustodyAct.VERIFIED, "王建国", "西安路店"),
        (CustodyAct.EXPORTED, "王建国", "西安路店"),
    ]
    reasons = [row.values.get("reason") for row in clerk.by("wang", ticket_detail, ticket).timeline]
    assert reasons[-1] == "提交市场监管所"


def test_shipping_and_receiving_are_touches_too(pair: Pair) -> None:
    desk = pair.branch
    desk.stand("chen")
    ticket = desk.register()
    evidence = attach_bytes(desk.site.gateway, ticket, picture(), "a.png")
    pair.up()
    assert _acts(desk, ticket, evidence) == [CustodyAct.TAKEN, CustodyAct.SHIPPED]
    acts = [row.act for row in pair.hq.by("sun", custody_of, ticket, evidence)]
    assert acts == [CustodyAct.TAKEN, CustodyAct.SHIPPED, CustodyAct.RECEIVED]
    pair.hq.stand("sun")
    _, content = read_evidence(pair.hq.site.gateway, ticket, evidence)
    assert content == picture()
    [row] = pair.hq.by("sun", ticket_detail, ticket).evidence
    assert row.here
    assert row.thumbnail is not None


def test_exporting_needs_a_reason_and_a_manager(clerk: Desk, tmp_path: Path) -> None:
    ticket = clerk.register()
    evidence = attach_bytes(clerk.site.gateway, ticket, b"plain words", "a.txt")
    with pytest.raises(DeskError, match=r"door\.not_permitted"):
        export_file(clerk.site.gateway, ticket, evidence, tmp_path, "理由")
    clerk.stand("wang")
    with pytest.raises(InputError, match=r"reason\.missing"):
        export_file(clerk.site.gateway, ticket, evidence, tmp_path, "  ")
    assert _acts(clerk, ticket, evidence) == [CustodyAct.TAKEN]
    assert not list(tmp_path.glob("*.txt"))


def test_exporting_overwrites_nothing(clerk: Desk, tmp_path: Path) -> None:
    ticket = clerk.register()
    evidence = attach_bytes(clerk.site.gateway, ticket, b"plain words", "a.txt")
    (tmp_path / "a.txt").write_bytes(b"mine")
    clerk.stand("wang")
    path = export_file(clerk.site.gateway, ticket, evidence, tmp_path, "理由")
    assert path.name == "a (2).txt"
    assert (tmp_path / "a.txt").read_bytes() == b"mine"


# ---------------------------------------------------------------- what is missing or damaged


@pytest.mark.parametrize("damage", ["missing", "cut", "flipped"])
def test_damage_is_told_and_shown(clerk: Desk, damage: str) -> None:
    ticket = clerk.register()
    evidence = attach_bytes(clerk.site.gateway, ticket, b"plain words" * 99, "a.txt")
    [sealed] = _sealed(clerk)
    content = bytearray(sealed.read_bytes())
    if damage == "missing":
        sealed.unlink()
    elif damage == "cut":
        sealed.write_bytes(content[:-1])
    else:
        content[len(content) // 2] ^= 1
        sealed.write_bytes(content)
    code = r"vault\.missing" if damage == "missing" else r"vault\.damaged"
    for touch in (verify_file, read_evidence):
        with pytest.raises(StorageError, match=code):
            touch(clerk.site.gateway, ticket, evidence)
    assert CustodyAct.VERIFIED not in _acts(clerk, ticket, evidence)
    if damage == "missing":
        assert not clerk.by("chen", ticket_detail, ticket).evidence[0].here


def test_bringing_the_same_file_again_mends_the_vault(clerk: Desk) -> None:
    ticket = clerk.register()
    evidence = attach_bytes(clerk.site.gateway, ticket, b"plain words", "a.txt")
    [sealed] = _sealed(clerk)
    sealed.write_bytes(b"damaged")
    attach_bytes(clerk.site.gateway, ticket, b"plain words", "b.txt")
    verify_file(clerk.site.gateway, ticket, evidence)


# ---------------------------------------------------------------- whose evidence it is


def test_evidence_is_found_on_its_own_ticket_alone(clerk: Desk) -> None:
    ticket, other = clerk.register(), clerk.register()
    evidence = attach_bytes(clerk.site.gateway, ticket, b"plain words", "a.txt")
    with pytest.raises(NotFoundError, match=r"ticket\.part_not_found"):
        read_evidence(clerk.site.gateway, other, evidence)
    with pytest.raises(NotFoundError):
        read_evidence(clerk.site.gateway, ticket, Ref(clerk.uid, Uid("0" * 32)))


def test_evidence_against_somebody_is_hidden_from_them(clerk: Desk) -> None:
    ticket = clerk.register(respondent=RespondentDraft(staff="zhao"))
    evidence = attach_bytes(clerk.site.gateway, ticket, b"plain words", "a.txt")
    clerk.stand("zhao")
    for touch in (read_evidence, verify_file):
        with pytest.raises(NotFoundError):
            touch(clerk.site.gateway, ticket, evidence)
    with pytest.raises(NotFoundError):
        attach_bytes(clerk.site.gateway, ticket, b"counter", "b.txt")


def test_who_registers_against_themselves_adds_evidence_while_the_customer_stands_there(
    clerk: Desk,
) -> None:
    ticket = clerk.register(respondent=RespondentDraft(staff="chen"))
    clerk.clock.advance(15 * MINUTE)
    attach_bytes(clerk.site.gateway, ticket, b"plain words", "a.txt")
    clerk.clock.advance(1)
    with pytest.raises(NotFoundError):
        attach_bytes(clerk.site.gateway, ticket, b"more words", "b.txt")


def test_evidence_is_added_to_what_has_ended(clerk: Desk) -> None:
    ticket = clerk.register()
    clerk.by("wang", void_ticket, ticket, "重复登记")
    attach_bytes(clerk.site.gateway, ticket, b"plain words", "a.txt")


def test_progress_is_told_and_can_cancel(clerk: Desk) -> None:
    done: list[int] = []
    prepare_stream(clerk.site.gateway, io.BytesIO(b"x" * 300_000), "a.txt", progress=done.append)
    assert done[-1] == 300_000

    def cancel(_done: int) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare_stream(clerk.site.gateway, io.BytesIO(b"y" * 300_000), "b.txt", progress=cancel)
    assert len(_sealed(clerk)) == 1
    assert sealed_path(clerk.site.folder / "evidence", _sealed(clerk)[0].name) == _sealed(clerk)[0]
