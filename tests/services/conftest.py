"""Desks for the tests of this room."""

from __future__ import annotations

from tests.desks import desk, pair, template

__all__ = ["desk", "pair", "template"]
