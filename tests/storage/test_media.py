"""What a file is, told from its content."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import InputError
from desktop.storage.media import ALWAYS_BLOCKED, UNKNOWN, check_allowed, check_claim, sniff
from desktop.vocabulary import EvidenceKind

OFFICE = "application/vnd.openxmlformats-officedocument"
PICTURE, DOCUMENT = EvidenceKind.PICTURE, EvidenceKind.DOCUMENT
AUDIO, VIDEO, OTHER = EvidenceKind.AUDIO, EvidenceKind.VIDEO, EvidenceKind.OTHER


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, b"x" * 500)
    return made.getvalue()


def box(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0isomiso2"


KNOWN = {
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg", PICTURE),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png", PICTURE),
    "gif": (b"GIF89a\1\0\1\0", "image/gif", PICTURE),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp", PICTURE),
    "bmp": (b"BM" + bytes(12) + b"\x28\0\0\0", "image/bmp", PICTURE),
    "tiff": (b"II*\0\x08\0\0\0", "image/tiff", PICTURE),
    "heic": (box(b"heic"), "image/heic", PICTURE),
    "heif": (box(b"mif1"), "image/heic", PICTURE),
    "pdf": (b"%PDF-1.7\n", "application/pdf", DOCUMENT),
    "docx": (archive("[Content_Types].xml", "word/document.xml"),
             f"{OFFICE}.wordprocessingml.document", DOCUMENT),
    "xlsx": (archive("[Content_Types].xml", "xl/workbook.xml"),
             f"{OFFICE}.spreadsheetml.sheet", DOCUMENT),
    "ofd": (archive("OFD.xml"), "application/ofd", DOCUMENT),
    "zip": (archive("a.txt"), "application/zip", OTHER),
    "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", DOCUMENT),
    "mp4": (box(b"isom"), "video/mp4", VIDEO),
    "mov": (box(b"qt  "), "video/quicktime", VIDEO),
    "old mov": (b"\0\0\0\x08wide\0\0", "video/quicktime", VIDEO),
    "avi": (b"RIFF\x24\0\0\0AVI LIST", "video/x-msvideo", VIDEO),
    "mkv": (b"\x1aE\xdf\xa3\xa3\x42\x86", "video/x-matroska", VIDEO),
    "webm": (b"\x1aE\xdf\xa3\x9fB\x82\x84webm", "video/webm", VIDEO),
    "mp3 with tag": (b"ID3\4\0", "audio/mpeg", AUDIO),
    "mp3": (b"\xff\xfb\x90\x64", "audio/mpeg", AUDIO),
    "aac": (b"\xff\xf1\x50\x80", "audio/aac", AUDIO),
    "wav": (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav", AUDIO),
    "m4a": (box(b"M4A "), "audio/mp4", AUDIO),
    "amr": (b"#!AMR\n<", "audio/amr", AUDIO),
    "wechat voice": (b"\x02#!SILK_V3", "audio/x-silk", AUDIO),
    "text": ("顾客说冰箱不制冷。\r\n".encode(), "text/plain", DOCUMENT),
    "gb text": ("顾客说冰箱不制冷。".encode("gb18030"), "text/plain", DOCUMENT),
    "notepad text": ("投诉".encode("utf-16"), "text/plain", DOCUMENT),
    "cut text": ("投诉".encode()[:-1], "text/plain", DOCUMENT),
    "plain html": (b"<!DOCTYPE html><html><p>hello", "text/html", DOCUMENT),
    "plain svg": (b'<?xml version="1.0"?>\n<svg xmlns="x"><path/>', "image/svg+xml", OTHER),
    "rubbish": (b"\0\1\2\3\4", UNKNOWN, OTHER),
    "nothing": (b"", UNKNOWN, OTHER),
}  # fmt: skip

BLOCKED = {
    "windows program": b"MZ\x90\0\3\0\0\0",
    "linux program": b"\x7fELF\2\1\1",
    "mac program": b"\xcf\xfa\xed\xfe\7\0\0\1",
    "fat mac program": b"\xca\xfe\xba\xbe\0\0\0\2",
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "batch": b"@echo off\r\ndel /s *\r\n",
    "wide batch": "@Echo off\r\n".encode("utf-16"),
    "php": b"<?php system($_GET[0]);",
    "shortcut": b"L\0\0\0\x01\x14\x02\0\0\0\0\0",
    "internet shortcut": b"[InternetShortcut]\r\nURL=file://evil\r\n",
    "registry": b"Windows Registry Editor Version 5.00\r\n",
    "java": archive("META-INF/MANIFEST.MF", "a.class"),
    "android": archive("AndroidManifest.xml", "classes.dex"),
    "scripted html": b"<html><body><ScRiPt>alert(1)</script>",
    "html with an event": b"<html><img src=x onerror=alert(1)>",
    "html with a link": b"<html><a href='JavaScript:alert(1)'>",
    "html after comments": b"\n<!-- saved\n--><!-- --><html><iframe src=x>",
    "wide html": "<html><script>1</script>".encode("utf-16"),
    "scripted svg": b"<svg xmlns='x'><script>alert(1)</script></svg>",
    "svg with an event": b'<?xml version="1.0"?><svg onload="alert(1)">',
    "script alone": b"<script>alert(1)</script>",
    "installer": b"MSCF\0\0\0\0",
    "help": b"ITSF\3\0\0\0",
}


@pytest.mark.parametrize("what", KNOWN)
def test_content_tells_what_it_is(what: str) -> None:
    head, media_type, kind = KNOWN[what]
    assert sniff(head) == (media_type, kind)
    check_allowed(media_type)


@pytest.mark.parametrize("what", BLOCKED)
def test_what_runs_is_blocked(what: str) -> None:
    media_type, kind = sniff(BLOCKED[what])
    assert media_type in ALWAYS_BLOCKED
    assert kind is OTHER
    with pytest.raises(InputError) as refused:
        check_allowed(media_type)
    assert refused.value.code == "evidence.type_blocked"


def test_a_rule_pack_blocks_more() -> None:
    with pytest.raises(InputError):
        check_allowed("video/mp4", ["video/*"])
    with pytest.raises(InputError):
        check_allowed("application/zip", ["application/zip"])
    check_allowed("image/jpeg", ["video/*", "application/zip"])


@pytest.mark.parametrize("name", ["小票.jpg", "a.JPEG", "x.heic", "x.png. "])
def test_a_picture_must_be_one(name: str) -> None:
    check_claim(name, "image/jpeg")
    for media_type in ("application/zip", "text/plain", UNKNOWN, "image/svg+xml"):
        with pytest.raises(InputError) as refused:
            check_claim(name, media_type)
        assert refused.value.code == "evidence.not_a_picture"
        assert refused.value.values == {"name": name}


@pytest.mark.parametrize("name", ["a.exe", "小票.jpg.scr", "a.LNK", "setup.msi", "a.bat. ."])
def test_a_name_the_system_would_run_is_blocked(name: str) -> None:
    with pytest.raises(InputError) as refused:
        check_claim(name, "text/plain")
    assert refused.value.code == "evidence.type_blocked"


def test_other_names_may_say_what_they_like() -> None:
    check_claim("contract.pdf", "text/plain")
    check_claim("no suffix", UNKNOWN)


@pytest.mark.parametrize(
    "head",
    [
        b"<!---->" * 9000 + b"x",
        b"<html>" + b"<meta" * 9000,
        b"<html>" + b"<a" * 30_000,
        b"<" + b" " * 60_000,
        b"<html> on" + b"a" * 60_000,
    ],
    ids=["comments", "metas", "tags", "blanks", "letters"],
)
def test_a_file_made_to_stall_does_not(head: bytes) -> None:
    assert sniff(head)[0] in {"text/plain", "text/html"}


@given(st.binary(max_size=400))
def test_nothing_makes_it_stumble(head: bytes) -> None:
    media_type, kind = sniff(head)
    assert "/" in media_type
    assert kind in EvidenceKind
