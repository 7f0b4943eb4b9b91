"""Many threads at one gateway: no error, nothing lost."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter

from sqlalchemy import func, select

from desktop.models.casework import Note
from desktop.models.evidence import Evidence
from desktop.models.ticket import Ticket
from desktop.services.casework import add_note, record_contact
from desktop.services.evidence import attach_bytes
from desktop.services.intake import register_ticket
from desktop.services.opening import OpenSite
from desktop.services.ticket_draft import TicketDraft
from desktop.services.tickets import ticket_detail
from desktop.vocabulary import TicketId
from tests.faults.checks import check_standing, check_wholly
from tests.faults.ground import BRANCH, Ground

THREADS, EACH = 8, 50
ACTS = ("register", "note", "contact", "attach", "read")


def act(site: OpenSite, what: str, mine: list[TicketId], rng: random.Random) -> None:
    """Do one of the things people do at a counter."""
    gateway = site.gateway
    ticket = rng.choice(mine)
    if what == "register":
        mine.append(gateway.call(register_ticket, TicketDraft(facts="同时登记")).id)
    elif what == "note":
        gateway.call(add_note, ticket, "补充说明")
    elif what == "contact":
        gateway.call(record_contact, ticket, "phone", "已联系")
    elif what == "attach":
        attach_bytes(gateway, ticket, rng.randbytes(3000), "附件.bin")
    else:
        assert gateway.call(ticket_detail, ticket).timeline


def test_eight_threads_lose_nothing(ground: Ground) -> None:
    site = ground.open(BRANCH, time.time_ns() // 1000)
    done: Counter[str] = Counter()
    errors: list[BaseException] = []
    start = threading.Barrier(THREADS)

    def work(seed: int) -> None:
        rng = random.Random(seed)
        mine = [site.gateway.call(register_ticket, TicketDraft(facts="第一件")).id]
        told: Counter[str] = Counter(register=1)
        start.wait()
        try:
            for _ in range(EACH):
                what = rng.choice(ACTS)
                act(site, what, mine, rng)
                told[what] += 1
        except BaseException as error:  # noqa: BLE001 - told to the test
            errors.append(error)
        done.update(told)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert errors == []
        assert done.total() == THREADS * (EACH + 1)
        _check_counts(site, done)
        check_standing(site)
        check_wholly(site)
    finally:
        site.close()


def _check_counts(site: OpenSite, done: Counter[str]) -> None:
    with site.database.read() as session:
        found = [
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Ticket, Evidence, Note)
        ]
    assert found == [done["register"], done["attach"], done["note"] + done["contact"]]
