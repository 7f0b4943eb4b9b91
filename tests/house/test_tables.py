"""The one list of tables: every table has its kind, every synced column its codec and rule."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import inspect

from desktop.models.base import Base, ColumnRule, OnTicket, Rule, Synced, TableKind
from desktop.models.codecs import CODECS, Words
from desktop.models.tables import (
    COLUMN_CODECS,
    DERIVED_CLASSES,
    DESK_CLASSES,
    ENTRY,
    KINDS,
    RULES,
    SEARCH_INDEX,
    SYNCED_CLASSES,
    SYNCED_TABLES,
    state_columns,
    table_of,
)
from tests.desks import Desk

SYNCED = sorted(SYNCED_TABLES)
FREE_TEXT = {
    "contact_point.value",
    "contact_point.whose",
    "person.name",
    "person.title",
    "person.id_number",
    "person.address",
    "person.best_time",
    "ticket.facts",
    "ticket.order",
    "ticket.goods_kept",
    "ticket.representative",
    "ticket.respondent_name",
    "ticket.result",
    "ticket.told_how",
    "note.text",
    "note.channel",
    "promise.what",
    "promise.told_how",
    "escalation.reason",
    "answer.text",
    "remedy.text",
    "approval.reason",
    "payout.receiver",
    "payout.witness",
    "payout.voucher",
    "clock_event.reason",
    "review.text",
    "review.reviewer",
    "clock_event.told_how",
    "evidence.name",
    "evidence.vault_key",
}
"""What a person can be known by, or says in their own words."""


def test_every_mapped_table_has_a_kind() -> None:
    assert set(Base.metadata.tables) | {SEARCH_INDEX} == set(KINDS)


def test_every_mapped_class_is_listed_once() -> None:
    mapped = [mapper.class_ for mapper in Base.registry.mappers]
    listed: list[Any] = [*SYNCED_CLASSES, *DESK_CLASSES, *DERIVED_CLASSES]
    assert sorted(map(str, mapped)) == sorted(map(str, listed))


def test_every_table_of_a_site_has_a_kind(desk: Desk) -> None:
    with desk.site.database.read() as session:
        made = inspect(session.connection()).get_table_names()
    assert not [name for name in made if name not in KINDS and not _is_sqlites(name)]


def _is_sqlites(name: str) -> bool:
    return name == "alembic_version" or name.startswith(f"{SEARCH_INDEX}_")


def test_what_is_synced_descends_from_synced_and_nothing_else_does() -> None:
    assert all(issubclass(cls, Synced) for cls in SYNCED_CLASSES)
    others: list[type] = [*DESK_CLASSES, *DERIVED_CLASSES]
    assert not [cls for cls in others if issubclass(cls, Synced)]


@pytest.mark.parametrize("name", SYNCED)
def test_every_synced_column_has_a_codec_and_a_rule(name: str) -> None:
    for column in SYNCED_TABLES[name].c:
        assert isinstance(column.type, CODECS), column
        assert isinstance(column.info["rule"], ColumnRule), column
        assert COLUMN_CODECS[name][column.key] is column.type
        assert RULES[name][column.key] is column.info["rule"]


@pytest.mark.parametrize("name", SYNCED)
def test_every_synced_row_is_known_by_site_and_uid(name: str) -> None:
    table = SYNCED_TABLES[name]
    assert [column.key for column in table.primary_key] == ["site", "uid"]
    for key in ("site", "uid"):
        assert RULES[name][key] == ColumnRule(Rule.FACT, personal=False)


def test_no_row_number_leaves_the_site() -> None:
    assert not [f"{name}.{key}" for name in SYNCED for key in RULES[name] if key in {"rid", "id"}]


def test_personal_is_what_says_who_somebody_is_or_what_they_said() -> None:
    told = {f"{t}.{key}" for t, rules in RULES.items() for key, r in rules.items() if r.personal}
    assert told == FREE_TEXT


def test_every_class_with_personal_columns_names_whose_key_seals_them() -> None:
    for cls in SYNCED_CLASSES:
        if any(rule.personal for rule in RULES[table_of(cls).name].values()):
            assert cls.subject.fget is not Synced.subject.fget, cls  # type: ignore[attr-defined]


def test_only_tickets_promises_and_remedies_have_state() -> None:
    with_state = {name: sorted(state_columns(name)) for name in SYNCED if state_columns(name)}
    assert with_state == {
        "ticket": sorted(
            [
                *("nature", "status", "severity", "category", "custodian", "offered_to"),
                *("with_manager", "assignee", "responded_at", "resolved_at", "ended_at"),
                *("result", "told_how", "routes_told", "version", "timing", "severity_set_at"),
            ]
        ),
        "promise": ["settled_at", "state"],
        "remedy": ["state"],
    }
    for name in with_state.keys() - {"ticket"}:
        assert issubclass(next(c for c in SYNCED_CLASSES if table_of(c).name == name), OnTicket)


def test_a_fold_may_insert_in_the_order_of_the_list() -> None:
    assert list(SYNCED_TABLES) == [table_of(cls).name for cls in SYNCED_CLASSES]


def test_the_kinds_are_those_of_the_design() -> None:
    assert KINDS[ENTRY.name] is TableKind.LEDGER
    assert KINDS["draft"] is TableKind.DESK
    assert KINDS["subject_key"] is TableKind.DESK
    assert KINDS[SEARCH_INDEX] is TableKind.DERIVED
    assert all(KINDS[name] is TableKind.SYNCED for name in SYNCED)


def test_texts_that_can_be_erased_are_texts() -> None:
    other = {
        f"{name}.{key}"
        for name in SYNCED
        for key, rule in RULES[name].items()
        if rule.personal and not isinstance(SYNCED_TABLES[name].c[key].type, Words)
    }
    assert other == {"evidence.vault_key"}
