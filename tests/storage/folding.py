"""Folding a site's ledger into an empty database, to compare with what its tables hold."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from desktop.models.base import Base
from desktop.services.opening import OpenSite
from desktop.storage.database import Database
from desktop.storage.fold import snapshot
from desktop.storage.replay import replay

Rows = dict[str, list[dict[str, Any]]]


def fold_into_empty(site: OpenSite) -> Rows:
    """Give every synced row as the ledger alone tells it."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Database(Path(folder) / "fold.db", bytes(32))
        try:
            with site.database.read() as session, scratch.connect() as target:
                Base.metadata.create_all(target)
                replay(session.connection(), target, site.gateway.facts.card.uid)
                return snapshot(target)
        finally:
            scratch.close()


def as_stored(site: OpenSite) -> Rows:
    """Give every synced row as it stands in the site's tables."""
    with site.database.read() as session:
        return snapshot(session.connection())
