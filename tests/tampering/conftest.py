"""The story, told once; each test tampers with a copy of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.services.gateway import wall_clock
from desktop.settings import settings_folder
from tests.desks import BRANCH, HEADQUARTERS, HOUR, PASSWORD, make_template
from tests.tampering.scene import CRASHED, EARLIER, Scene, Story, tell_story


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Give the sites as they stand after a day that was today, for this PC's clock reads them."""
    place = tmp_path_factory.mktemp("story")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(place / "config"))
        template = make_template(tmp_path_factory.mktemp("founded"), wall_clock() - 4 * HOUR)
        return tell_story(template, place)


@pytest.fixture
def scene(
    story: Story,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Scene:
    """Give a copy of the sites on a machine that remembers them."""
    for name in (BRANCH, HEADQUARTERS, EARLIER, CRASHED):
        shutil.copytree(story.folder / name, tmp_path / name)
    shutil.copytree(story.folder / "anchors", settings_folder() / "anchors")
    monkeypatch.setenv("REDRESS_PASSWORD", PASSWORD)
    return Scene(story, tmp_path, capsys)
