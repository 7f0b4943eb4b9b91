from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop import wording
from desktop.errors import BundleError
from desktop.sync.manifest import Direction
from desktop.vocabulary import Language

ROOM = Path(__file__).parents[2] / "desktop" / "sync"
FILES = (
    "agestream",
    "slices",
    "carriers",
    "container",
    "contents",
    "identities",
    "manifest",
    "reader",
    "writer",
)
CODES = sorted(
    {
        code
        for name in FILES
        for code in re.findall(
            r'BundleError\(\s*"([a-z_.]+)"', (ROOM / f"{name}.py").read_text(encoding="utf-8")
        )
    }
)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_a_sentence(code: str, language: Language) -> None:
    sentence = wording.sentence(BundleError(code, file="x.redress"), language)
    assert len(sentence) > 20
    assert code not in sentence


@pytest.mark.parametrize("language", list(Language))
def test_every_direction_has_a_word(language: Language) -> None:
    for direction in Direction:
        assert wording.has_label(direction, language)


def test_the_codes_were_found() -> None:
    assert {"bundle.signature", "bundle.bomb", "carrier.exists"} < set(CODES)
