"""Tables of codes come from CSV, and a pack with a wrong one is not written."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import DeskError
from desktop.services.rule_codes import with_codes
from desktop.services.rules import check_pack
from tests.services.test_rules import pack_named

SOURCE = "JR/T 0169—2020"


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "codes.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_taken_with_its_source(encoding: str, tmp_path: Path) -> None:
    path = table(tmp_path, "code,zh_CN,en,up\nA01,银行卡,Cards,\nA0101,借记卡,,A01\n", encoding)
    body = with_codes(pack_named("bank-cn"), "business_type", path, SOURCE)
    told = body["codes"]["business_type"]
    assert (told["source"], told["verified"]) == (SOURCE, True)
    assert told["rows"] == [
        {"key": "a01", "names": {"zh_CN": "银行卡", "en": "Cards"}},
        {"key": "a0101", "names": {"zh_CN": "借记卡", "en": "借记卡"}, "up": "a01"},
    ]
    assert check_pack(body) == []
    assert not pack_named("bank-cn")["codes"]["business_type"]["verified"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("code,name\nA,银行卡\n", "rulepack.codes_column"),
        ("code,zh_CN\nA 1,银行卡\n", "rulepack.code_malformed"),
        ("code,zh_CN\nA1,\n", "rulepack.code_malformed"),
        (f"code,zh_CN\n{'a' * 41},银行卡\n", "rulepack.code_malformed"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(text: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(DeskError) as refused:
        with_codes(pack_named("bank-cn"), "reason", table(tmp_path, text), SOURCE)
    assert refused.value.code == code


def test_a_circle_of_codes_is_a_fault_of_the_pack(tmp_path: Path) -> None:
    path = table(tmp_path, "code,zh_CN,up\na,甲,b\nb,乙,a\n")
    body = with_codes(pack_named("bank-cn"), "reason", path, SOURCE)
    assert check_pack(body)[0].code == "rulepack.cycle"
