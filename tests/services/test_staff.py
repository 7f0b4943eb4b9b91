"""The people of a site: who may add and let go whom, their keys, who replaced them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.errors import (
    InputError,
    KeyringError,
    NotFoundError,
    PermissionDeniedError,
    StateError,
)
from desktop.services.casework import assign_ticket
from desktop.services.checking import verify_site
from desktop.services.escalations import accept_hand_over
from desktop.services.people import let_go
from desktop.services.staff import (
    add_staff,
    adopt_key,
    disable_staff,
    record_password_reset,
    staff_card,
    staff_rows,
)
from desktop.services.ticket_draft import RespondentDraft
from desktop.services.tickets import ticket_detail
from desktop.services.work import Actor, new_uid
from desktop.storage.ledger import Signer
from desktop.storage.unlocked import Unlocked
from desktop.vocabulary import Role
from tests.desks import BRANCH, Desk, Pair, Template

# ---------------------------------------------------------------- adding


def test_a_person_is_added_and_listed_by_name(desk: Desk) -> None:
    uid = desk.by("wang", add_staff, "qian", " 钱多 ", Role.CLERK)
    found = {row.login: row for row in desk.by("chen", staff_rows)}["qian"]
    assert (found.uid, found.name, found.role, found.active, found.has_key) == (
        uid,
        "钱多",
        Role.CLERK,
        True,
        False,
    )
    names = [row.name for row in desk.by("chen", staff_rows)]
    assert names == sorted(names)


@pytest.mark.parametrize("login", ["", "  ", "a b", "a\tb", "a\u3000b"])
def test_a_login_has_no_spaces(desk: Desk, login: str) -> None:
    before = desk.rows()
    with pytest.raises(InputError, match=r"staff\.login_malformed"):
        desk.by("wang", add_staff, login, "钱多", Role.CLERK)
    assert desk.rows() == before


@pytest.mark.parametrize("login", ["chen", "CHEN", " chen "])
def test_a_login_is_taken_whatever_its_case(desk: Desk, login: str) -> None:
    with pytest.raises(InputError, match=r"staff\.login_taken"):
        desk.by("wang", add_staff, login, "又一个", Role.CLERK)


def test_a_name_may_be_somebody_elses_login(desk: Desk) -> None:
    desk.by("wang", add_staff, "other", "qian", Role.CLERK)
    desk.by("wang", add_staff, "qian", "钱多", Role.CLERK)
    row, _, _ = desk.by("chen", staff_card, "qian")
    assert row.name == "钱多"


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.CLERK])
def test_a_manager_makes_nobody_but_clerks(desk: Desk, role: Role) -> None:
    with pytest.raises(PermissionDeniedError, match=r"staff\.above_own_rank"):
        desk.by("wang", add_staff, "qian", "钱多", role)
    desk.by("admin", add_staff, "qian", "钱多", role)


@pytest.mark.parametrize("login", ["chen", "lin"])
def test_who_manages_nobody_adds_nobody(desk: Desk, login: str) -> None:
    with pytest.raises(PermissionDeniedError, match=r"door\.not_permitted"):
        desk.by(login, add_staff, "qian", "钱多", Role.CLERK)


# ---------------------------------------------------------------- letting go


def test_who_is_let_go_hands_over_what_was_in_hand(desk: Desk) -> None:
    mine, about_heir = desk.register(), desk.register(respondent=RespondentDraft(staff="chen"))
    for ticket in (mine, about_heir):
        desk.by("wang", assign_ticket, ticket, "zhao")
    assert desk.by("wang", disable_staff, "zhao", "chen") == 2
    assert desk.by("wang", ticket_detail, mine).assignee == "陈涛"
    assert desk.by("wang", ticket_detail, about_heir).assignee == "", "it is about the heir"
    assert not {row.login: row.active for row in desk.by("chen", staff_rows)}["zhao"]
    with pytest.raises(PermissionDeniedError, match=r"staff\.disabled"):
        desk.by("chen", staff_card, "zhao")
    with pytest.raises(NotFoundError, match=r"staff\.not_found"):
        desk.by("wang", assign_ticket, mine, "zhao")
    with pytest.raises(NotFoundError, match=r"staff\.not_found"):
        desk.by("wang", disable_staff, "zhao")


def test_nobody_lets_themselves_go(desk: Desk) -> None:
    with pytest.raises(StateError, match=r"staff\.cannot_disable_self"):
        desk.by("admin", disable_staff, "admin")


@pytest.mark.parametrize("login", ["gao", "admin", "lin"])
def test_a_manager_lets_nobody_go_but_clerks(desk: Desk, login: str) -> None:
    with pytest.raises(PermissionDeniedError, match=r"staff\.above_own_rank"):
        desk.by("wang", disable_staff, login)
    with pytest.raises(PermissionDeniedError, match=r"staff\.above_own_rank"):
        desk.by("wang", record_password_reset, login)


def test_headquarters_passes_tickets_on_one_by_one(pair: Pair) -> None:
    ticket = pair.offered()
    pair.hq.by("sun", accept_hand_over, ticket, "总部接手")
    pair.hq.by("admin", assign_ticket, ticket, "sun")
    with pytest.raises(StateError, match=r"staff\.in_hand"):
        pair.hq.by("admin", disable_staff, "sun", "zhou")
    pair.hq.stand("admin")
    assert let_go(pair.hq.site, "sun", "zhou") == 1
    assert pair.hq.by("zhou", ticket_detail, ticket).assignee == "周航"
    [entry] = [e for e in pair.hq.entries() if e.parsed()["use_case"] == "disable_staff"]
    assert entry.parsed()["about"] == [], "no branch learns of another's tickets"
    assert pair.down() is not None
    assert pair.branch.by("chen", ticket_detail, ticket).assignee == "周航"


def test_who_was_let_go_acts_no_more(desk: Desk, template: Template) -> None:
    desk.by("wang", disable_staff, "zhao")
    key = desk.actors["zhao"].signer
    assert key is not None
    uid, master = template.masters[BRANCH]
    with pytest.raises(PermissionDeniedError, match=r"staff\.disabled"):
        desk.site.sign_in(Unlocked(uid, master, login="zhao", signing_key=key.key))
    before = desk.rows()
    with pytest.raises(PermissionDeniedError, match=r"staff\.disabled"):
        desk.register(login="zhao")
    with pytest.raises(PermissionDeniedError, match=r"staff\.disabled"):
        desk.by("zhao", staff_rows)
    assert desk.rows() == before


# ---------------------------------------------------------------- keys


def _with_new_key(desk: Desk, login: str) -> Actor:
    before = desk.actors[login]
    assert before.staff is not None
    signer = Signer(before.staff, new_uid(), Ed25519PrivateKey.generate())
    return replace(before, signer=signer)


def test_a_new_key_says_which_it_replaces_and_signs_itself(desk: Desk) -> None:
    old = desk.actors["chen"].signer
    desk.actors["new"] = _with_new_key(desk, "chen")
    new = desk.actors["new"].signer
    assert old is not None
    assert new is not None
    desk.by("wang", record_password_reset, "chen")
    desk.by("new", adopt_key, new.key.public_key().public_bytes_raw())
    [change] = desk.last()["changes"]
    assert (change["uid"], change["fields"]["replaces"], change["fields"]["made_by"]) == (
        new.key_uid,
        old.key_uid,
        desk.actors["chen"].staff,
    )
    assert desk.last()["signed"]["key"] == new.key_uid
    before = desk.entries()[-2].parsed()
    assert (before["use_case"], before["actor"]) == (
        "record_password_reset",
        desk.actors["wang"].staff,
    )
    row, public, uid = desk.by("chen", staff_card, "chen")
    assert (row.has_key, public, uid) == (
        True,
        new.key.public_key().public_bytes_raw(),
        new.key_uid,
    )
    assert verify_site(desk.site).clean


def test_nobody_makes_a_key_known_that_is_not_theirs(desk: Desk) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(PermissionDeniedError, match=r"staff\.foreign_key"):
        desk.by("chen", adopt_key, other)
    with pytest.raises(PermissionDeniedError, match=r"staff\.nobody"):
        desk.site.gateway.call_as(Actor.unattended(), adopt_key, other)


def test_signing_in_adopts_a_key_once(desk: Desk, template: Template) -> None:
    uid, master = template.masters[BRANCH]
    key = Ed25519PrivateKey.generate()
    before = len(desk.entries())
    for entries in (1, 1):
        actor = desk.site.sign_in(Unlocked(uid, master, login="CHEN", signing_key=key))
        assert len(desk.entries()) == before + entries
        assert desk.site.gateway.person == actor
        assert (actor.login, actor.role) == ("chen", Role.CLERK)
    desk.site.lock()
    assert desk.site.gateway.person is None


@pytest.mark.parametrize(
    ("login", "key", "must_change", "code"),
    [
        (None, True, False, "key.nobody"),
        ("chen", False, False, "key.must_change"),
        ("chen", True, True, "key.must_change"),
    ],
)
def test_who_has_no_password_of_their_own_is_not_let_in(
    desk: Desk, template: Template, login: str | None, key: bool, must_change: bool, code: str
) -> None:
    uid, master = template.masters[BRANCH]
    signing = Ed25519PrivateKey.generate() if key else None
    before = desk.rows()
    with pytest.raises(KeyringError) as refused:
        desk.site.sign_in(
            Unlocked(uid, master, login=login, signing_key=signing, must_change=must_change)
        )
    assert refused.value.code == code
    assert desk.site.gateway.person is None
    assert desk.rows() == before


def test_a_slot_without_a_person_lets_nobody_in(desk: Desk, template: Template) -> None:
    uid, master = template.masters[BRANCH]
    with pytest.raises(NotFoundError, match=r"staff\.not_found"):
        desk.site.sign_in(
            Unlocked(uid, master, login="ghost", signing_key=Ed25519PrivateKey.generate())
        )
