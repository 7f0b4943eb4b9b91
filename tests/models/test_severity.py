"""What the packs' severity rules propose: reasons in words, words that a "not" takes back."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import InputError
from desktop.models.rulepack import parse_rule_pack
from desktop.models.severity import NOTHING, Signals
from desktop.resources import resource_path
from desktop.vocabulary import Severity

PACK = json.loads(resource_path("rulepacks", "retail-cn.json").read_text(encoding="utf-8"))
RULES = parse_rule_pack(PACK).severity
PLAIN = Signals("电饭煲第二天就不能加热，要求退货", "quality.defect")


def keys(signals: Signals) -> list[str]:
    return [reason.key for reason in RULES.propose(signals).reasons]


def test_an_ordinary_matter_is_normal_and_has_no_reasons() -> None:
    found = RULES.propose(PLAIN)
    assert (found.severity, found.points, found.reasons) == (Severity.NORMAL, 0, ())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("孩子被划伤，已住院", ["words_injury", "words_vulnerable"]),
        ("没有人受伤，只是吓了一跳", []),
        ("所幸未受伤", []),
        ("没有住院，但是后来骨折了", ["words_injury"]),
        ("再不处理我就打12315，还要找记者曝光", ["words_regulator", "words_media"]),
        ("不会找媒体", []),
        ("我要起诉，律师函马上到", ["words_legal"]),
        ("插座冒烟起火", ["words_safety"]),
        ("很多人都遇到，已建微信群", ["words_many"]),
        ("你们再这样我就不想活了", ["words_self_harm"]),
        ("My lawyer will call you", ["words_legal"]),
        ("an issue about sweets", []),
        ("ＬＡＷＳＵＩＴ", ["words_legal"]),
        ("不知道找谁，受伤了", ["words_injury"]),
    ],
)
def test_words_are_found_unless_they_are_denied(text: str, wanted: list[str]) -> None:
    assert sorted(keys(replace(PLAIN, text=text))) == sorted(wanted)


@pytest.mark.parametrize(
    ("told", "severity"),
    [
        ({"flags": frozenset({"injury"})}, Severity.HIGH),
        ({"flags": frozenset({"food_safety"})}, Severity.ELEVATED),
        ({"flags": frozenset({"elderly_or_child"})}, Severity.NORMAL),
        ({"flags": frozenset({"elderly_or_child"}), "earlier": 2}, Severity.ELEVATED),
        ({"category": "quality.injury"}, Severity.HIGH),
        ({"category": "quality.foreign_object"}, Severity.ELEVATED),
        ({"amount": 99_999}, Severity.NORMAL),
        ({"amount": 100_000, "about_staff": True}, Severity.ELEVATED),
        ({"amount": 500_000}, Severity.ELEVATED),
        ({"forwarded": True}, Severity.ELEVATED),
        ({"forwarded": True, "text": "异物，已报警"}, Severity.HIGH),
        ({"earlier": 1}, Severity.NORMAL),
    ],
)
def test_points_add_up_to_a_proposal(told: dict[str, object], severity: Severity) -> None:
    found = RULES.propose(replace(PLAIN, **told))  # type: ignore[arg-type]
    assert found.severity is severity
    assert found.points == sum(reason.points for reason in found.reasons)
    weights = [reason.points for reason in found.reasons]
    assert weights == sorted(weights, reverse=True)


def test_a_reason_names_the_words_it_was_found_by() -> None:
    [reason] = RULES.propose(replace(PLAIN, text="起诉，起诉，法院见")).reasons
    assert reason.found == ("起诉", "法院")
    assert reason.names["zh_CN"]


def test_a_pack_without_rules_proposes_nothing() -> None:
    signals = replace(PLAIN, flags=frozenset({"injury"}), text="住院")
    assert NOTHING.propose(signals).severity is Severity.NORMAL


@pytest.mark.parametrize(
    "wrong",
    [
        {"when": {"amount_from": "x"}},
        {"when": {"earlier_from": [1], "days": 3}},
        {"when": {"days": "many"}},
        {"names": {"en": 7}},
    ],
)
def test_a_rule_that_no_matter_can_be_held_against_makes_no_pack(wrong: dict[str, Any]) -> None:
    body = deepcopy(PACK)
    body["severity"]["rules"][0] |= wrong
    with pytest.raises(InputError, match=r"rulepack\.malformed"):
        parse_rule_pack(body)


def test_no_words_are_found_nowhere() -> None:
    body = deepcopy(PACK)
    body["severity"]["negations"] = []
    signals = replace(PLAIN, text="我要起诉")
    rules = parse_rule_pack(body).severity
    assert [reason.key for reason in rules.propose(signals).reasons] == keys(signals) != []
