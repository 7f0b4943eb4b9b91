"""An older site brought up to date: its schema, and what this program derives otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.models.calendars import calendar_with
from desktop.services.projections import open_tickets, refresh_tickets
from desktop.services.site_card import read_site
from desktop.storage.database import DeskSession
from desktop.storage.schema import REVISION, migrate, revision_of

if TYPE_CHECKING:
    from desktop.models.calendars import Calendar
    from desktop.storage.database import Database
    from desktop.vocabulary import Uid


def bring_up_to_date(database: Database, site: Uid, calendar: Calendar) -> None:
    """Migrate a site's database and derive its open tickets' rows again, in one transaction.

    The program that wrote them may have counted their clocks by other rules.

    Raises StorageError `storage.schema_newer` for a database of a newer program.
    """
    with database.connect() as connection:
        found = revision_of(connection)
        migrate(connection)
        if found in {None, REVISION}:
            return
        with DeskSession(connection, expire_on_commit=False) as session:
            facts = read_site(session, site)
            days = calendar_with(calendar, facts.years)
            refresh_tickets(session, facts, days, open_tickets(session))
            session.commit()  # which is the connection's own to do in the end
