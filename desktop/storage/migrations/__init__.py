"""Alembic migrations of a site's database; one module a step in `versions/`."""
