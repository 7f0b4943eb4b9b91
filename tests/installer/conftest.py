"""The scripts of packaging, found as they find each other."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

INSTALLER = Path(__file__).parents[2] / "installer"
sys.path.insert(0, str(INSTALLER))


@pytest.fixture(scope="session")
def installer() -> Path:
    return INSTALLER
