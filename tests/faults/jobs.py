"""What a site does all day, told line by line to whoever may kill it at any moment."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from desktop import wording
from desktop.errors import DeskError
from desktop.services.backups import back_up
from desktop.services.day_close import close_day, today_of
from desktop.services.evidence import attach_bytes
from desktop.services.intake import Registered, register_ticket
from desktop.services.opening import OpenSite
from desktop.services.ticket_draft import ComplainantDraft, ContactDraft, TicketDraft
from desktop.storage.doorkeeper import Doorkeeper
from desktop.storage.keyring import Keyring, SignInThrottle
from desktop.sync.delivery import deliver
from desktop.sync.rounds import Outcome, answer_branches, take_in_from
from desktop.sync.shipping import export_bundle
from desktop.vocabulary import Language
from tests.faults.ground import (
    BRANCH,
    HEADQUARTERS,
    PASSWORD,
    WAY_DOWN,
    WAY_UP,
    Ground,
    RunningClock,
    found_site_in,
)

LARGEST = 2_000_000
_MOST_TRIES = 20
_OUT = 1


def tell(**told: Any) -> None:
    """Write one line to whoever started this; short ones arrive whole or not at all.

    By a system call that nothing else here makes, so that no test makes it fail.
    """
    os.writev(_OUT, [json.dumps(told).encode() + b"\n"])


@dataclass
class Bench:
    """One open site, with what a job needs to vary what it does."""

    ground: Ground
    site: OpenSite
    rng: random.Random
    tolerant: bool = False
    """Tell what is refused and go on, instead of ending with it."""


@contextmanager
def told(*, tolerant: bool) -> Iterator[None]:
    """Tell a refusal in both languages, as a face at the counter would be told."""
    try:
        yield
    except DeskError as error:
        tell_refusal(error)
        if not tolerant:
            raise


def tell_refusal(error: DeskError) -> None:
    """Tell a refusal as the window and the command line would."""
    sentences = {name: wording.sentence(error, Language(name)) for name in ("zh_CN", "en")}
    tell(refused=error.code, kind=error.kind, **sentences)


def get_well() -> None:
    """Let files grow as they like again."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    tell(well=True)


def _open(ground: Ground, order: dict[str, Any]) -> OpenSite:
    """Open the site; where a bad disk refuses that, wait until it is well."""
    name = order.get("site") or SITES[order["job"]]
    for _ in range(_MOST_TRIES if order.get("tolerant") else 0):
        try:
            return ground.open(name, order["now"])
        except DeskError as error:
            tell_refusal(error)
            if "largest_file" in order:
                get_well()
    return ground.open(name, order["now"])


def run_job(order: dict[str, Any]) -> None:
    """Do one job as it was ordered, telling each finished command."""
    ground = Ground(Path(order["folder"]))
    if order["job"] in ALONE:
        with told(tolerant=True):
            ALONE[order["job"]](ground)
        return
    job = JOBS[order["job"]]
    tolerant = order.get("tolerant", False)
    site = _open(ground, order)
    bench = Bench(ground, site, random.Random(order["seed"]), tolerant=tolerant)
    tell(opened=site.gateway.read_only is None)
    try:
        for turn in range(order["times"]):
            if turn == order.get("well_after"):
                get_well()
            with told(tolerant=tolerant):
                job(bench)
    finally:
        site.close()
    tell(done=True)


def end_with(order: dict[str, Any]) -> int:
    """Do a job in this process, which exists for nothing else; gives its exit status."""
    try:
        run_job(order)
    except BaseException:  # noqa: BLE001 - told to the test, which fails
        tell(crashed=traceback.format_exc())
        return 3
    return 0


def _register(bench: Bench) -> Registered:
    number = bench.rng.randrange(10_000)
    person = ComplainantDraft(name="王小明", contacts=(ContactDraft(f"1380013{number:04d}"),))
    facts = f"电饭煲第{number}天无法加热" * bench.rng.randrange(1, 40)
    draft = TicketDraft(facts=facts, complainant=person, category="quality.defect")
    made = bench.site.gateway.call(register_ticket, draft)
    tell(number=made.number, uid=made.id.uid, site=made.id.site, facts=facts)
    return made


def _attach(bench: Bench) -> None:
    made = _register(bench)
    content = bench.rng.randbytes(int(LARGEST ** bench.rng.uniform(0.3, 1.0)))
    ref = attach_bytes(bench.site.gateway, made.id, content, "附件.bin")
    tell(evidence=ref.uid, sha256=hashlib.sha256(content).hexdigest(), ticket=made.id.uid)


def _close_day(bench: Bench) -> None:
    gateway = bench.site.gateway
    _register(bench)
    day: date = gateway.call(today_of)
    gateway.call(close_day, day)
    tell(closed=day.isoformat())
    row = back_up(bench.site, bench.ground.folder / "backups")
    tell(backup=row.name, entries=row.entries)
    cast("RunningClock", gateway._clock).next_day()


def _ship(bench: Bench) -> None:
    _register(bench)
    _attach(bench)
    kept = export_bundle(bench.site)
    if kept is None:
        return
    path = bench.site.outbox / kept.file_name
    tell(shipped=kept.number, to_seq=kept.to_seq, file=kept.file_name, sha256=_digest(path))
    for name in deliver(bench.site, str(bench.ground.way(WAY_UP))):
        tell(delivered=name, sha256=_digest(bench.ground.way(WAY_UP) / name))


def _take_in(bench: Bench) -> None:
    for outcome in take_in_from(bench.site, str(bench.ground.way(WAY_UP))):
        _tell_outcome(bench, outcome)


def _answer(bench: Bench) -> None:
    _register(bench)
    for answered in answer_branches(bench.site, str(bench.ground.way(WAY_DOWN))):
        _raise_told(bench, answered.error)
        for name in answered.delivered:
            tell(delivered=name, sha256=_digest(bench.ground.way(WAY_DOWN) / name))


def _receive(bench: Bench) -> None:
    for outcome in take_in_from(bench.site, str(bench.ground.way(WAY_DOWN))):
        _tell_outcome(bench, outcome)


def _found(ground: Ground) -> None:
    """Make a new site in a folder that others may want as well."""
    site = found_site_in(ground.folder / NEW_SITE, BRANCH)
    uid = site.unlocked.site_uid
    site.close()
    tell(founded=uid)


def _guess(ground: Ground) -> None:
    """Try a wrong password while time stands still."""
    keeper = Doorkeeper(ground.site(BRANCH))
    keeper._throttle = SignInThrottle(ground.site(BRANCH), clock=lambda: 1_800_000_000.0)
    keeper.unlock("admin", "Wrong-2026-guess")


def _enlist(ground: Ground) -> None:
    """Add a way into the site, changing the key file that others change as well."""
    keyring = Keyring.load(ground.site(BRANCH))
    unlocked = keyring.unlock_with_service(ground.folder / f"{BRANCH}.key")
    login = f"clerk{os.getpid()}"
    keyring.add_staff(unlocked, login, PASSWORD)
    tell(enlisted=login)


def _tell_outcome(bench: Bench, outcome: Outcome) -> None:
    _raise_told(bench, outcome.error)
    arrived = outcome.arrived
    if arrived is not None:
        tell(taken_in=arrived.number, verdict=arrived.verdict, file=outcome.file_name)


def _raise_told(bench: Bench, error: DeskError | None) -> None:
    """Tell what a round has caught as if it had been raised."""
    with told(tolerant=bench.tolerant):
        if error is not None:
            raise error


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


JOBS: dict[str, Callable[[Bench], object]] = {
    "register": _register,
    "attach": _attach,
    "close_day": _close_day,
    "ship": _ship,
    "take_in": _take_in,
    "answer": _answer,
    "receive": _receive,
}
ALONE: dict[str, Callable[[Ground], None]] = {
    "found": _found,
    "guess": _guess,
    "enlist": _enlist,
}
"""What is done once, without an open site."""
NEW_SITE = "new"
SITES = dict.fromkeys(JOBS, BRANCH) | dict.fromkeys(("take_in", "answer"), HEADQUARTERS)
