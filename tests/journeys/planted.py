"""Fifty words that must not lie open, every way they can be spelt, and the search for them."""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

PLANTED = {
    # who works here
    "staff name": "欧阳翠花",
    "manager name": "皇甫嵩值班经理",
    "admin name": "司马长风管理员",
    "admin password": "Qiufeng-Luoye-2026",
    "staff password": "Chunyu-Jingchun-77",
    "temporary password": "linshi-kouling-5q",
    "wrong password": "Cuo-de-mima-0815",
    "site phone": "02155667788",
    "site address": "西安路一百二十号甲",
    # who complains
    "name": "诸葛小明",
    "phone": "13912345678",
    "second name": "慕容女士",
    "second phone": "13887654321",
    "identity": "310101199001011234",
    "address": "浦东新区世纪大道九十九号",
    "representative": "上官律师",
    "latin name": "Wolfeschlegelstein",
    # what it is about
    "facts": "婴儿推车前轮支架断裂擦伤膝盖",
    "product": "电饭煲银色柒号",
    "batch": "PH20261103XJ",
    "order": "DD990017736251",
    "respondent": "夏侯收银员",
    "counter": "七号收银台靠窗",
    "partner": "东方美食联营商",
    "source": "市民热线转办单",
    "source number": "ZB88172635",
    # what is done about it
    "note": "她丈夫情绪很激动",
    "contact": "致电说明退款流程",
    "promise": "周五前书面答复",
    "to the manager": "顾客要求当面道歉",
    "managers answer": "同意由店长出面",
    "to headquarters": "要求三倍赔偿请示",
    "headquarters answer": "按两倍协商解决",
    "handed over": "涉及供应商移交处理",
    "remedy": "退款到尾号四四二一",
    "approved because": "查看监控确认属实",
    "voucher": "现金收据柒柒肆玖",
    "receiver": "慕容复代收",
    "result": "退还货款并登门致歉",
    "follow up": "顾客表示基本满意",
    "reopened": "三天后又来投诉",
    "withdrawn": "双方达成谅解撤回",
    "revealed because": "回拨核实伤情",
    "day remark": "今日雨天客流较少",
    # files
    "evidence name": "膝盖伤口照片说明",
    "evidence": "医院诊断为软组织挫伤",
    "picture": "EXIF-comment-knee-wound",
    # tables, drafts, searches
    "imported": "导入的酸奶胀气投诉",
    "draft": "半张草稿里的独孤先生",
    "searched": "皇甫先生银手镯",
}
assert len(PLANTED) == 50
assert len(set(PLANTED.values())) == 50
_ESCAPES = ("unicode_escape", "utf-8", "utf-16-le", "utf-16-be", "gb18030")


def spellings(words: str) -> dict[str, bytes]:
    """Give every form in which words may stand in a file."""
    told = {name: words.encode(name) for name in _ESCAPES}
    told["json"] = json.dumps(words)[1:-1].encode()
    told["json, capitals"] = json.dumps(words)[1:-1].upper().replace("\\U", "\\u").encode()
    told["upper"], told["lower"] = words.upper().encode(), words.lower().encode()
    told["url"] = quote(words).encode()
    told["hex"] = words.encode().hex().encode()
    for encoding in ("utf-8", "utf-16-le"):
        for shift in range(3):
            told[f"base64 of {encoding} + {shift}"] = _base64_core(words.encode(encoding), shift)
    return told


def _base64_core(content: bytes, shift: int) -> bytes:
    """Give what is the same of a word's Base64, whatever stands around it."""
    told = base64.b64encode(bytes(shift) + content)
    return told[(shift * 8 + 5) // 6 : (shift + len(content)) * 8 // 6]


def needles(planted: dict[str, str]) -> dict[bytes, str]:
    return {
        needle: f"{word} as {spelling}"
        for word, words in planted.items()
        for spelling, needle in spellings(words).items()
    }


def search(folders: Iterable[Path], planted: dict[str, str]) -> list[str]:
    """Look into every file, its name, and what a ZIP holds, for every planted word."""
    looked_for = needles(planted)
    found = []
    for path in sorted({p for folder in folders for p in folder.rglob("*")}):
        haystacks = [path.name.encode("utf-8", "surrogateescape")]
        if path.is_file():
            haystacks.append(path.read_bytes())
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as bundle:
                    haystacks += [bundle.read(name) + name.encode() for name in bundle.namelist()]
        content = b"\0\0".join(haystacks)
        found += [f"{path}: {told}" for needle, told in looked_for.items() if needle in content]
    return found
