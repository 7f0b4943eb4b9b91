"""Real branches and headquarters in temporary folders, made once and copied."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from desktop.resources import resource_path
from desktop.services.intake import Registered, register_ticket
from desktop.services.opening import OpenSite, create_site, open_site
from desktop.services.people import take_on
from desktop.services.sites import SiteDraft
from desktop.services.ticket_draft import parse_draft
from desktop.storage.keyfile import Cost
from desktop.vocabulary import Role, SiteKind

PASSWORD = "Kuaile-2026!"
OWN = "Ziji-Xiang-2026"


@cache
def pack() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        resource_path("rulepacks", "retail-cn.json").read_text("utf-8")
    )
    return found


def make_site(
    folder: Path, kind: SiteKind = SiteKind.BRANCH, code: str = "SH001", name: str = "西安路店"
) -> OpenSite:
    draft = SiteDraft(kind, code, name, pack())
    site, _ = create_site(folder, draft, "admin", "李晓敏", PASSWORD, cost=Cost(3, 65536))
    return site


def copy_site(source: Path, folder: Path) -> OpenSite:
    """Open a copy of a closed site."""
    shutil.copytree(source, folder)
    return open_site(folder, "admin", PASSWORD)


def add_person(site: OpenSite, login: str, name: str, role: Role) -> None:
    """Add somebody who has already chosen a password of their own."""
    given = take_on(site, login, name, role)
    site.keyring.change_password(login, given.password, OWN)


def register(
    site: OpenSite, facts: str = "推车前轮支架断裂，要求换货。", **more: Any
) -> Registered:
    plain = {"channel": "walk_in", "facts": facts, "category": "quality.defect", **more}
    return site.gateway.call(register_ticket, parse_draft(plain, "Asia/Shanghai", "CNY"))
