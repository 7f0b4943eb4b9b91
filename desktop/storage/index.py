"""The search index as a whole: emptied to be filled again, and summed up to be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from sqlalchemy import Connection

Marks = tuple[int, int]
"""How many terms a text has, and a sum over them and their places."""
_INSTANCES = (
    "CREATE VIRTUAL TABLE temp.ticket_search_instance"
    " USING fts5vocab('main', 'ticket_search', 'instance')"
)
_MARKS = """
SELECT doc, count(*), sum((offset + 1) * (
    unicode(term) + 31 * unicode(substr(term, 2, 1) || ' ') + 1009 * unicode(substr(term, -1))
    + 7 * length(term)))
FROM temp.ticket_search_instance GROUP BY doc
"""


def clear_index(connection: Connection) -> None:
    """Empty the index and the texts, to be filled again."""
    connection.exec_driver_sql("INSERT INTO ticket_search (ticket_search) VALUES ('delete-all')")
    connection.exec_driver_sql("DELETE FROM search_text")


def index_marks(connection: Connection) -> dict[int, Marks]:
    """Sum up what the index holds of each row; an index that cannot be read holds nothing."""
    before = connection.exec_driver_sql("PRAGMA query_only").scalar()
    connection.exec_driver_sql("PRAGMA query_only = off")  # it would forbid the view below, too
    try:
        connection.exec_driver_sql(_INSTANCES)
        found = connection.exec_driver_sql(_MARKS).all()
        connection.exec_driver_sql("DROP TABLE temp.ticket_search_instance")
    except DBAPIError:
        return {}
    finally:
        connection.exec_driver_sql(f"PRAGMA query_only = {before}")
    return {row[0]: (row[1], row[2]) for row in found}
