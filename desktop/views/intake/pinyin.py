"""The first letters of Chinese words as people type them: 退款 is found by tk."""

from __future__ import annotations

import bisect
import itertools

# GB 2312 orders its first level by sound: where each letter begins.
_STARTS = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"),
    (0xB8C1, "g"), (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"),
    (0xC4C3, "n"), (0xC5B6, "o"), (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"),
    (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"), (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
_END = 0xD7F9
_PLACES = [start for start, _ in _STARTS]
_SPECIAL = {
    "重": "cz", "会": "h", "行": "hx", "长": "cz", "调": "dt", "还": "h", "差": "c", "瑕": "x",
    "赎": "s", "赔": "p", "薪": "x", "贷": "d", "欺": "q", "诈": "z", "霉": "m", "馊": "s",
}  # fmt: skip
"""Words of several sounds, and characters outside the first level."""
_MOST = 8


def initials(text: str) -> tuple[str, ...]:
    """Give how a text's first letters may be typed; characters without a known sound fall out."""
    letters = [_letters(char) for char in text]
    ways = itertools.product(*(found for found in letters if found))
    return tuple("".join(way) for way in itertools.islice(ways, _MOST))


def _letters(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    try:
        code = int.from_bytes(char.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    if not _PLACES[0] <= code <= _END:
        return ""
    return _STARTS[bisect.bisect_right(_PLACES, code) - 1][1]
