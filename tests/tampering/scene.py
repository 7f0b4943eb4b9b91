"""A site with a day behind it, for somebody to tamper with who holds the database key."""

from __future__ import annotations

import base64
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlcipher3 import dbapi2

from desktop.cli import main
from desktop.errors import DeskError
from desktop.models.codecs import canonical
from desktop.services.casework import add_note, promise_answer, resolve_ticket
from desktop.services.day_close import close_day, today_of
from desktop.services.escalations import ask_headquarters, decide_escalation
from desktop.services.evidence import attach_bytes
from desktop.services.gateway import wall_clock
from desktop.services.people import let_go, take_on
from desktop.services.remedies import propose_remedy
from desktop.services.work import new_uid
from desktop.settings import settings_folder
from desktop.storage.anchor import AnchorKeeper
from desktop.storage.ledger import digest_of
from desktop.storage.unlocked import Unlocked
from desktop.sync.shipping import export_bundle
from desktop.sync.taking_in import import_bundle
from desktop.vocabulary import RemedyKind, Role, Verdict
from tests.desks import BRANCH, DAY, HEADQUARTERS, HOUR, Clock, Desk, Pair, Template

LONG = b"\x00\x01 evidence " * 30_000
GUARDS = ("entry_no_update", "entry_no_delete", "entry_no_replace")
EARLIER = "earlier"
"""A copy of the branch's folder from before the last work of the day."""
CRASHED = "crashed"
"""A copy of the branch's folder as a crash leaves it after the last work of the day."""
GONE, GONE_PASSWORD, TEMPORARY = "old", "Jiu-mima-2026", "Linshi-2026-x"
"""Somebody who was let go after the earlier copy, and the password they had then."""


@dataclass
class Story:
    """The closed sites after a day, with copies of the anchors this machine kept."""

    template: Template
    folder: Path


def tell_story(template: Template, folder: Path) -> Story:
    """Live a day at the branch: tickets, evidence, a day close, a bundle that was receipted."""
    pair = Pair(template, folder)
    branch = pair.branch
    first = branch.register("推车前轮支架断裂")
    branch.stand("chen")
    for content, name in ((b"first paper " * 9, "小票.txt"), (LONG, "经过.bin")):
        attach_bytes(branch.site.gateway, first, content, name)
    branch.by("chen", add_note, first, "顾客情绪激动")
    branch.by("chen", promise_answer, first, "明天答复", branch.clock.now + DAY)
    branch.by("chen", propose_remedy, first, RemedyKind.REFUND, 39900, "全额退款")
    branch.by("chen", resolve_ticket, first, "已退款", "phone")
    second = branch.register("电饭煲冒烟")
    branch.by("chen", ask_headquarters, second, "顾客要求三倍赔偿")
    branch.by("wang", close_day, branch.by("wang", today_of))
    branch.stand("wang")
    pair.up()
    pair.hq.by("sun", decide_escalation, second, Verdict.AUTHORISED, "同意", 5000)
    pair.down()
    branch.stand("admin")
    take_on(branch.site, GONE, "老员工", Role.CLERK, TEMPORARY)
    unlocked = branch.site.keyring.change_password(GONE, TEMPORARY, GONE_PASSWORD)
    branch.site.sign_in(unlocked)
    pair.close()
    shutil.copytree(folder / BRANCH, folder / EARLIER)
    pair = Pair(template, folder)
    branch = pair.branch
    branch.clock.advance(HOUR)
    branch.stand("admin")
    let_go(branch.site, GONE)
    third = branch.register("收银员态度恶劣")
    for number in range(3):
        branch.by("chen", add_note, third, f"第{number}次来电")
    assert branch.site.anchors is not None
    branch.site.anchors.flush()
    shutil.copytree(folder / BRANCH, folder / CRASHED, ignore=shutil.ignore_patterns("*-shm"))
    pair.close()
    shutil.copytree(settings_folder() / "anchors", folder / "anchors")
    return Story(template, folder)


@dataclass
class Told:
    """What a check tells: the code at opening, if it warned or refused, and every finding."""

    status: int
    opening: str | None
    findings: list[dict[str, Any]]
    document: dict[str, Any]

    def codes(self) -> set[str]:
        return {one["code"] for one in self.findings}

    def find(self, code: str) -> dict[str, Any]:
        return next(one for one in self.findings if one["code"] == code)


@dataclass
class Scene:
    """One copy of the story, to be tampered with."""

    story: Story
    folder: Path
    capsys: pytest.CaptureFixture[str]
    names: dict[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        return self.folder / BRANCH

    @property
    def database(self) -> Path:
        return self.place / "redress.db"

    @property
    def unlocked(self) -> Unlocked:
        return Unlocked(*self.story.template.masters[BRANCH])

    @property
    def uid(self) -> str:
        return self.unlocked.site_uid

    @property
    def earlier(self) -> Path:
        return self.folder / EARLIER

    def crash(self) -> None:
        """Let the branch stand as a crash leaves it: with its last commits in the -wal."""
        shutil.rmtree(self.place)
        shutil.copytree(self.folder / CRASHED, self.place)

    @property
    def log(self) -> Path:
        """The -wal."""
        return self.place / "redress.db-wal"

    @property
    def anchors(self) -> tuple[Path, Path]:
        """The anchor beside the database, and the machine's."""
        return (
            self.place / "redress.anchor",
            settings_folder() / "anchors" / f"{self.uid}.anchor",
        )

    # ---- with the key in hand

    def connect(self, path: Path | None = None) -> Any:
        """Open the database as somebody with the key would, without this program."""
        held = dbapi2.connect(str(path or self.database), isolation_level=None)
        held.execute(f"PRAGMA key = \"x'{self.unlocked.database_key.hex()}'\"")
        held.execute("PRAGMA cipher_log_level = NONE").fetchall()
        return held

    @contextmanager
    def raw(self, *, guards: bool = True) -> Iterator[Any]:
        """Take the guards away, let somebody work, and put the guards back as they were."""
        with closing(self.connect()) as held:
            kept = held.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
            sqls = [row for row in kept.fetchall() if row[0] in GUARDS]
            for name, _ in sqls:
                held.execute(f"DROP TRIGGER {name}")
            yield held
            for _, sql in sqls if guards else ():
                held.execute(sql)

    def run(self, statement: str, *values: Any) -> None:
        """Do one statement with the key; it must have touched something."""
        with self.raw() as held:
            before = held.total_changes
            held.execute(statement, values)
            assert held.total_changes > before, statement

    def ask(self, statement: str, *values: Any) -> Any:
        """Read one value with the key."""
        with closing(self.connect()) as held:
            return held.execute(statement, values).fetchone()[0]

    # ---- where things stand

    @property
    def own(self) -> bytes:
        return bytes.fromhex(self.uid)

    @property
    def head(self) -> int:
        return int(self.ask("SELECT max(seq) FROM entry WHERE site = ?", self.own))

    @property
    def receipted(self) -> int:
        """The last own entry that headquarters has receipted."""
        return int(self.ask("SELECT max(to_seq) FROM take_in WHERE source = ?", self.own))

    def seq_of(self, use_case: str) -> int:
        """Give the first own entry of a use case."""
        found = self.ask(
            "SELECT min(seq) FROM entry WHERE site = ? AND use_case = ?", self.own, use_case
        )
        assert found is not None, use_case
        return int(found)

    def body(self, seq: int) -> dict[str, Any]:
        found = self.ask("SELECT body FROM entry WHERE site = ? AND seq = ?", self.own, seq)
        told: dict[str, Any] = json.loads(found)
        return told

    def number(self, facts: str) -> str:
        return str(self.ask("SELECT number FROM ticket WHERE facts = ?", facts))

    def evidence(self) -> list[Path]:
        """Give the sealed files, the smallest first."""
        found = [
            path
            for path in (self.place / "evidence").rglob("*")
            if path.is_file() and path.parent.name != "incoming"
        ]
        return sorted(found, key=lambda path: path.stat().st_size)

    # ---- with the site's own key, or all keys of the machine

    @property
    def site_key(self) -> Ed25519PrivateKey:
        """The site's private key, which lies in the database."""
        told = json.loads(self.ask("SELECT value FROM setting WHERE key = 'site.secrets'"))
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(told["signing"]))

    def rebuild(self, change: Callable[[dict[str, Any]], None], seq: int) -> None:
        """Change one entry and chain and sign it and all after it again."""
        key = self.site_key
        with self.raw() as held:
            rows = held.execute(
                "SELECT seq, body FROM entry WHERE site = ? AND seq >= ? ORDER BY seq",
                (self.own, seq),
            ).fetchall()
            previous = held.execute(
                "SELECT digest FROM entry WHERE site = ? AND seq = ?", (self.own, seq - 1)
            ).fetchone()[0]
            for at, raw in rows:
                body = json.loads(raw)
                if at == seq:
                    change(body)
                body["previous"] = previous.hex()
                previous = self._write(held, body, key)

    def _write(self, held: Any, body: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
        raw = canonical(body)
        digest = digest_of(bytes.fromhex(body["previous"]), raw)
        held.execute(
            "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.own,
                body["seq"],
                body["at"],
                body["use_case"],
                bytes.fromhex(body["actor"]) if body["actor"] else None,
                bytes.fromhex(body["command"]),
                raw,
                digest,
                key.sign(digest),
            ),
        )
        return digest

    def append(self, key: Ed25519PrivateKey, change: Callable[[dict[str, Any]], None]) -> int:
        """Append an entry made after the last one, signed by some site key."""
        head = self.head
        body = self.body(head)
        previous = self.ask("SELECT digest FROM entry WHERE site = ? AND seq = ?", self.own, head)
        body |= {"seq": head + 1, "previous": previous.hex(), "command": new_uid()}
        change(body)
        with self.raw() as held:
            self._write(held, body, key)
        return head + 1

    def restore_anchors(self) -> None:
        """Let the machine remember what it remembered after the story."""
        for path in self.anchors:
            shutil.copy(self.story.folder / "anchors" / self.anchors[1].name, path)

    def forge_anchors(self) -> None:
        """Let the machine remember the ledger as it stands now; this takes the master key."""
        seq = self.head
        digest = self.ask("SELECT digest FROM entry WHERE site = ? AND seq = ?", self.own, seq)
        for path in self.anchors:
            path.unlink(missing_ok=True)
        keeper = AnchorKeeper(self.anchors, self.unlocked.anchor_key, self.uid, "-")
        keeper.note(seq, digest.hex())
        keeper.flush()

    # ---- who watches

    def verify(self, *words: str) -> Told:
        """Run `redress verify` as the administrator."""
        sys.stdin = io.TextIOWrapper(io.BytesIO(b""))
        self.capsys.readouterr()
        where = ("--data", str(self.place), "--user", "admin", "--lang", "en", "--json")
        status = main([*where, *(words or ("verify",))])
        told = json.loads(self.capsys.readouterr().out)
        if "error" in told:
            return Told(status, told["error"]["code"], [], told)
        found = told.get("findings", [])
        opening = [
            one["code"]
            for one in found
            if one["check"] == "anchor" and one["code"] != "ledger.anchor_forged"
        ]
        return Told(status, opening[0] if opening else None, found, told)

    def say(self, command: str, language: str) -> str:
        """Run a command for people, and give what it prints."""
        sys.stdin = io.TextIOWrapper(io.BytesIO(b""))
        self.capsys.readouterr()
        main(["--data", str(self.place), "--user", "admin", "--lang", language, command])
        return self.capsys.readouterr().out

    def open(self, name: str = BRANCH) -> Desk:
        return self.story.template.open(name, self.folder, Clock(wall_clock()))

    def ship(self) -> str:
        """Let work go on at the branch and ship it; gives what headquarters says."""
        branch, hq = self.open(), self.open(HEADQUARTERS)
        try:
            branch.register("又来一位顾客")
            made = export_bundle(branch.site, hq.uid, actor=branch.actors["admin"])
            assert made is not None
            hq.stand("admin")
            return import_bundle(hq.site, branch.site.outbox / made.file_name).verdict
        except DeskError as error:
            self.names["refused"] = error.values
            return error.code
        finally:
            branch.site.close()
            hq.site.close()
