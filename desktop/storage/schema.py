"""The schema of a site's database: made and brought up to date by migrations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from desktop.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

REVISION = "0004"
"""The revision this program works with."""


def revision_of(connection: Connection) -> str | None:
    """Read the revision of an open database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection) -> None:
    """Bring a database, empty or older, to this program's revision.

    Raises StorageError `storage.schema_newer` for a database of a newer program.
    """
    found = revision_of(connection)
    if found == REVISION:
        return
    if found is not None and found > REVISION:
        raise StorageError("storage.schema_newer", found=found, known=REVISION)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, REVISION)
