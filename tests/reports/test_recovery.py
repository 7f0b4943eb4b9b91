"""The sheet for the safe carries every letter of the secrets, on one page."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from desktop.reports.recovery import RecoverySheet, render_recovery
from desktop.vocabulary import Language

CODE = "7K3M-Q9XT-2BWE-0ZHN-5RAV-C8YD-6PJF-M1TG-4XKS"
KEY = "AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQQPZRY9X8GF2TVDW0S3JN54K"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("bundle_key", [None, KEY])
def test_the_sheet_carries_the_secrets(language: Language, bundle_key: str | None) -> None:
    sheet = RecoverySheet("上海南京东路店", "SH001", CODE, 0, "李晓敏", "Asia/Shanghai", bundle_key)
    pages = PdfReader(io.BytesIO(render_recovery(sheet, language))).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    assert all(group in text for group in CODE.split("-"))
    assert "上海南京东路店" in text
    assert "Paper." not in text
    joined = text.replace("\n", "").replace(" ", "")
    assert all(
        (KEY[start : start + 20] in joined) is (bundle_key is not None)
        for start in range(0, len(KEY), 20)
    )


def test_the_secrets_do_not_show_where_the_sheet_is_logged() -> None:
    sheet = RecoverySheet("店", "SH001", CODE, 0, "", "UTC", KEY)
    assert CODE not in repr(sheet)
    assert KEY not in repr(sheet)
