"""The demo leaves what it promises: two sites that hold, paper, bundles and real pictures."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from desktop.errors import StorageError
from desktop.rehearsal.play import PROGRAMME, open_rehearsal, play
from desktop.rehearsal.script import Script
from desktop.services.lists import TicketFilter, ticket_ids
from desktop.services.opening import open_site
from desktop.vocabulary import Language

ROOT = Path(__file__).resolve().parents[2]
SIZE = (1366, 690)


class StoppedError(Exception):
    """Whoever watched has seen enough."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Play the demo once, as a stranger without a display does."""
    ground = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "desktop", "demo", "--headless", "--json"),
            *("--lang", "zh_CN", "--out", str(ground / "out")),
        ],
        cwd=ROOT,
        env={**os.environ, "XDG_CONFIG_HOME": str(ground / "config")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_both_sites_hold(told: dict[str, Any]) -> None:
    assert told["clean"] == {"branch": True, "hq": True}


def test_headquarters_knows_every_ticket_of_the_branch(told: dict[str, Any]) -> None:
    counts = []
    for place, login in (("branch", "li"), ("hq", "zhou")):
        site = open_site(Path(told[place]), login, told["password"])
        counts.append(len(site.gateway.call(ticket_ids, TicketFilter())))
        site.close()
    assert counts[0] == counts[1] > 20


def test_bundles_went_both_ways(told: dict[str, Any]) -> None:
    names = [Path(path).name for path in told["bundles"]]
    assert any("-up-" in name for name in names)
    assert any("-down-" in name for name in names)


def test_papers_can_be_read(told: dict[str, Any]) -> None:
    texts = [PdfReader(path).pages[0].extract_text() for path in told["papers"]]
    assert all("西安路店" in text for text in texts)


def test_pictures_are_of_the_windows(told: dict[str, Any]) -> None:
    names = {Path(path).name for path in told["screenshots"]}
    assert {"today-zh_CN-light.png", "ticket-en-dark.png", "intake-zh_CN-light.png"} <= names
    for path in map(Path, told["screenshots"]):
        head = path.read_bytes()[:24]
        assert struct.unpack(">II", head[16:24]) == SIZE, path.name
        assert path.stat().st_size > 15_000, f"{path.name} is nearly empty"


def test_every_word_of_the_story_is_told_in_both_languages() -> None:
    told = [Script(language, 1_795_300_000_000_000).story for language in Language]
    assert [len(story["matters"]) for story in told] == [20, 20]
    assert "zh_CN" not in json.dumps(told)
    english = json.dumps(told[1]["matters"], ensure_ascii=False)
    assert not [char for char in english if "\u4e00" <= char <= "\u9fff"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(StorageError, match=r"site\.exists"):
        play(tmp_path, Language.ENGLISH)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_rehearsal_that_was_stopped_can_be_played_anew(tmp_path: Path) -> None:
    def stop(percent: int) -> None:
        if percent > 20:
            raise StoppedError

    with pytest.raises(StoppedError):
        play(tmp_path, Language.ENGLISH, stop)
    assert (tmp_path / PROGRAMME).is_file()
    site, password = open_rehearsal(tmp_path, Language.ENGLISH)
    assert password
    assert site.gateway.actor.name == "Zhang Wei"
    site.close()
