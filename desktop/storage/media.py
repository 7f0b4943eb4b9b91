"""What a file is, told from its content: nothing is believed that only its name says."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from desktop.errors import InputError
from desktop.vocabulary import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Collection

HEAD_BYTES: Final = 64 * 1024
"""How much of a file's beginning `sniff` wants; less makes it say less."""

UNKNOWN: Final = "application/octet-stream"
_PROGRAM: Final = "application/x-executable"
_SCRIPT: Final = "text/x-script"
_SHORTCUT: Final = "application/x-shortcut"
_SCRIPTED_HTML: Final = "text/x-scripted-html"
_SCRIPTED_SVG: Final = "image/x-scripted-svg"
_JAVA: Final = "application/java-archive"
_ANDROID: Final = "application/vnd.android.package-archive"
_INSTALLER: Final = "application/vnd.ms-cab-compressed"
_HELP: Final = "application/vnd.ms-htmlhelp"

ALWAYS_BLOCKED: Final = frozenset(
    {
        _PROGRAM,
        _SCRIPT,
        _SHORTCUT,
        _SCRIPTED_HTML,
        _SCRIPTED_SVG,
        _JAVA,
        _ANDROID,
        _INSTALLER,
        _HELP,
    }
)
"""What runs when it is opened is never taken, whatever a rule pack says."""

_BEGINNINGS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
    (b"\0\0\x01\xba", "video/mpeg"),
    (b"\0\0\x01\xb3", "video/mpeg"),
    (b"FLV\x01", "video/x-flv"),
    (b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-asf"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    # These two begin like a script's "#!" and must stand before it.
    (b"#!AMR", "audio/amr"),
    (b"#!SILK", "audio/x-silk"),
    (b"\x02#!SILK", "audio/x-silk"),
    (b"7z\xbc\xaf'\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"\xfe\xed\xfa\xce", _PROGRAM),
    (b"\xfe\xed\xfa\xcf", _PROGRAM),
    (b"\xce\xfa\xed\xfe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", _SHORTCUT),
    (b"MSCF", _INSTALLER),
    (b"ITSF", _HELP),
)
_RIFF: Final = {b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo", b"WEBP": "image/webp"}
_BRANDS: Final = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"avif": "image/avif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
}
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_ZIP_MEMBERS: Final = (
    (b"AndroidManifest.xml", _ANDROID),
    (b"classes.dex", _ANDROID),
    (b"META-INF/MANIFEST.MF", _JAVA),
    (b"word/", f"{_OFFICE}.wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}.spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}.presentationml.presentation"),
    (b"OFD.xml", "application/ofd"),
)
_ZIP_HEADER: Final = 30
_BMP_HEADERS: Final = frozenset({12, 40, 52, 56, 64, 108, 124})
_DOCUMENTS: Final = frozenset(
    {
        "application/pdf",
        "application/rtf",
        "application/ofd",
        "application/x-ole-storage",
        "text/plain",
        "text/html",
    }
)
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|jpe|png|gif|webp|bmp|dib|tiff?|hei[cf]|avif)$")
_RUN_NAME = re.compile(
    r"\.(exe|com|scr|pif|ms[ip]|bat|cmd|psm?1|vb[se]|jse?|ws[fh]|hta|jar|apk|lnk|url|reg|cpl"
    r"|dll|sys|chm|app|dmg|pkg|deb|rpm|sh|desktop|iso|img|vhd|xll|jnlp|scf)$"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
# Possessive, so that a file made of comments cannot make it try every way to split them.
_MARKUP = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?>.*?-->)\s*+)*+<(!doctype\s+)?(html|head|body|svg)\b",
    re.DOTALL,
)
_ACTIVE = re.compile(
    r"<\s*(?:\w+:)?(?:script|iframe|object|embed|applet|foreignobject|meta[^>]{1,200}refresh)"
    r"|javascript\s*:|[\s\"'/]on[a-z]+\s*="
)
_SCRIPT_BEGINNING = re.compile(r"\s*(?:#!|@echo\b|<\?php|<script\b|<%@|<job\b)")
_SHORTCUT_BEGINNING = re.compile(r"\s*\[(?:internetshortcut|desktop entry)\]")
_REGISTRY_BEGINNING = re.compile(r"\s*(?:windows registry editor|regedit4)")


def sniff(head: bytes) -> tuple[str, EvidenceKind]:
    """Tell the media type and the kind from the first `HEAD_BYTES` of a file."""
    media_type = (
        _by_beginning(head) or _by_container(head) or _audio_frame(head) or _text(head) or UNKNOWN
    )
    return media_type, kind_of(media_type)


def kind_of(media_type: str) -> EvidenceKind:
    """Tell what kind of evidence a media type is."""
    if media_type in ALWAYS_BLOCKED or media_type == "image/svg+xml":
        return EvidenceKind.OTHER
    if media_type in _DOCUMENTS or media_type.startswith(_OFFICE):
        return EvidenceKind.DOCUMENT
    family = media_type.partition("/")[0]
    return {
        "image": EvidenceKind.PICTURE,
        "audio": EvidenceKind.AUDIO,
        "video": EvidenceKind.VIDEO,
    }.get(family, EvidenceKind.OTHER)


def check_allowed(media_type: str, blocked: Collection[str] = ()) -> None:
    """Refuse what runs when opened, and what the rule pack blocks.

    Args:
        media_type: from `sniff`.
        blocked: media types or patterns such as `video/*`.

    Raises:
        InputError: `evidence.type_blocked`.
    """
    if media_type in ALWAYS_BLOCKED or any(fnmatchcase(media_type, one) for one in blocked):
        raise InputError("evidence.type_blocked", type=media_type)


def check_claim(name: str, media_type: str) -> None:
    """Refuse a name that the content belies, or that makes the system run the file.

    Raises:
        InputError: `evidence.not_a_picture` or `evidence.type_blocked`.
    """
    small = name.lower().rstrip(". ")  # Windows leaves those out when it opens a file
    if run := _RUN_NAME.search(small):
        raise InputError("evidence.type_blocked", type=run[1])
    if _PICTURE_NAME.search(small) and kind_of(media_type) is not EvidenceKind.PICTURE:
        raise InputError("evidence.not_a_picture", name=name)


def _by_beginning(head: bytes) -> str:
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            webm = media_type == "video/x-matroska" and b"webm" in head[:64]
            return "video/webm" if webm else media_type
    return ""


def _by_container(head: bytes) -> str:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand[:3] == b"3gp" or brand not in _BRANDS:
            return "video/mp4"
        return _BRANDS[brand]
    if head[4:8] in {b"moov", b"mdat", b"wide"}:
        return "video/quicktime"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    return _zip(head) if head[:4] in {b"PK\x03\x04", b"PK\x05\x06"} else ""


def _zip(head: bytes) -> str:
    """Tell office documents and programs from other archives by their members' names."""
    names = []
    place = head.find(b"PK\x03\x04")
    while place >= 0:
        length = int.from_bytes(head[place + 26 : place + 28], "little")
        names.append(head[place + _ZIP_HEADER : place + _ZIP_HEADER + length])
        place = head.find(b"PK\x03\x04", place + 4)
    for beginning, media_type in _ZIP_MEMBERS:
        if any(name.startswith(beginning) for name in names):
            return media_type
    return "application/zip"


def _audio_frame(head: bytes) -> str:
    """Know MPEG audio without a tag by its first frame."""
    if len(head) < 4 or head[0] != 0xFF:  # noqa: PLR2004 - a frame header and its sync byte
        return ""
    if head[1] & 0xF6 == 0xF0:  # noqa: PLR2004 - ADTS: layer bits are nought
        return "audio/aac"
    bit_rate_known = head[2] >> 4 not in {0, 15}
    rate_known = head[2] >> 2 & 3 != 3  # noqa: PLR2004 - 3 is reserved
    layer_3 = head[1] & 0xE6 == 0xE2  # noqa: PLR2004 - sync and layer bits
    return "audio/mpeg" if layer_3 and bit_rate_known and rate_known else ""


def _text(head: bytes) -> str:
    text = _decoded(head)
    if text is None:
        return ""
    small = text.lower()
    if _SHORTCUT_BEGINNING.match(small):
        return _SHORTCUT
    if _SCRIPT_BEGINNING.match(small) or _REGISTRY_BEGINNING.match(small):
        return _SCRIPT
    markup = _MARKUP.match(small)
    if markup is None:
        return "text/plain"
    active = _ACTIVE.search(small)
    if markup[2] == "svg":
        return _SCRIPTED_SVG if active else "image/svg+xml"
    return _SCRIPTED_HTML if active else "text/html"


def _decoded(head: bytes) -> str | None:
    """Read text in the encodings met here; a character may be cut off at the end."""
    if not head:
        return None
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if _CONTROL.search(text) else text
    return None
