"""What somebody with the database key may do to rows, lists and settings."""

from __future__ import annotations

import json
from typing import Any

from desktop.models.codecs import canonical
from tests.tampering.attack import Place, attack
from tests.tampering.scene import Scene

FIRST = "推车前轮支架断裂"


def _row(scene: Scene, table: str, where: str = "1", *values: Any) -> Place:
    uid = scene.ask(f"SELECT uid FROM {table} WHERE {where} ORDER BY uid", *values)
    return {"table": table, "uid": bytes(uid).hex()}


# ---------------------------------------------------------------- synced rows


@attack("ledger.row_differs", also=("derived.list_differs",))
def edit_a_state(scene: Scene) -> Place:
    scene.run("UPDATE ticket SET severity = 'high' WHERE facts = ?", FIRST)
    return _row(scene, "ticket", "facts = ?", FIRST) | {"column": "severity"}


@attack("ledger.row_differs")
def edit_a_fact(scene: Scene) -> Place:
    scene.run("UPDATE promise SET due_at = due_at + 1")
    return _row(scene, "promise") | {"column": "due_at"}


@attack("ledger.row_differs")
def edit_what_is_personal(scene: Scene) -> Place:
    told = _row(scene, "note", "text = '顾客情绪激动'") | {"column": "text"}
    scene.run("UPDATE note SET text = '顾客很平静' WHERE text = '顾客情绪激动'")
    return told


@attack("ledger.row_differs")
def edit_into_something_unreadable(scene: Scene) -> Place:
    scene.run("UPDATE ticket SET status = 'banana' WHERE facts = ?", FIRST)
    return _row(scene, "ticket", "facts = ?", FIRST) | {"column": "status"}


@attack("ledger.row_differs")
def change_the_version(scene: Scene) -> Place:
    scene.run("UPDATE ticket SET version = version + 1 WHERE facts = ?", FIRST)
    return _row(scene, "ticket", "facts = ?", FIRST) | {"column": "version"}


@attack("ledger.row_missing")
def delete_a_row(scene: Scene) -> Place:
    told = _row(scene, "note")
    scene.run("DELETE FROM note WHERE uid = ?", bytes.fromhex(told["uid"]))
    return told


@attack("ledger.row_unrecorded")
def insert_a_row(scene: Scene) -> Place:
    columns = [row[1] for row in _columns(scene, "note")]
    told = ", ".join("randomblob(16)" if name == "uid" else name for name in columns)
    scene.run(f"INSERT INTO note SELECT {told} FROM note LIMIT 1")
    return {"table": "note"}


def _columns(scene: Scene, table: str) -> list[Any]:
    with scene.raw() as held:
        return list(held.execute(f"PRAGMA table_info({table})").fetchall())


@attack("ledger.row_differs")
def move_a_row_to_another_ticket(scene: Scene) -> Place:
    told = _row(scene, "evidence") | {"column": "ticket_uid"}
    other = scene.ask("SELECT uid FROM ticket WHERE facts != ?", FIRST)
    uid = bytes.fromhex(told["uid"])
    scene.run("UPDATE evidence SET ticket_uid = ? WHERE uid = ?", other, uid)
    return told


@attack("ledger.row_differs")
def let_somebody_go_on_working(scene: Scene) -> Place:
    scene.run("UPDATE staff SET role = 'admin' WHERE login = 'chen'")
    return _row(scene, "staff", "login = 'chen'") | {"column": "role"}


@attack("ledger.row_differs")
def exchange_a_persons_key(scene: Scene) -> Place:
    """The ledger names the key, not the table: only the row is wrong."""
    scene.run("UPDATE staff_key SET public = zeroblob(32)")
    return {"table": "staff_key", "column": "public"}


# ---------------------------------------------------------------- what is derived


@attack("derived.list_differs")
def falsify_a_list_row(scene: Scene) -> Place:
    scene.run("UPDATE ticket_row SET is_open = 0, status = 'closed' WHERE title = '电饭煲冒烟'")
    return {"number": scene.number("电饭煲冒烟")}


@attack("derived.list_differs")
def take_a_ticket_off_the_list(scene: Scene) -> Place:
    scene.run("DELETE FROM ticket_row WHERE title = '电饭煲冒烟'")
    return {"number": scene.number("电饭煲冒烟")}


@attack("derived.search_differs")
def hide_a_ticket_from_the_search(scene: Scene) -> Place:
    rid = scene.ask("SELECT rid FROM ticket_row WHERE title = '电饭煲冒烟'")
    scene.run("DELETE FROM ticket_search WHERE rowid = ?", rid)
    return {"number": scene.number("电饭煲冒烟")}


@attack("derived.search_differs")
def let_a_ticket_be_found_by_other_words(scene: Scene) -> Place:
    rid = scene.ask("SELECT rid FROM ticket_row WHERE title = '电饭煲冒烟'")
    with scene.raw() as held:
        held.execute("DELETE FROM ticket_search WHERE rowid = ?", (rid,))
        held.execute("INSERT INTO ticket_search (rowid, body) VALUES (?, '别的')", (rid,))
    return {"number": scene.number("电饭煲冒烟")}


@attack("derived.search_differs")
def edit_the_searched_text(scene: Scene) -> Place:
    rid = scene.ask("SELECT rid FROM ticket_row WHERE title = '电饭煲冒烟'")
    scene.run("UPDATE search_text SET body = '别的' WHERE rid = ?", rid)
    return {"number": scene.number("电饭煲冒烟")}


@attack("derived.timeline_differs")
def take_an_entry_off_a_timeline(scene: Scene) -> Place:
    uid = scene.ask("SELECT uid FROM ticket WHERE facts = ?", FIRST)
    scene.run(
        "DELETE FROM entry_ticket WHERE ticket_uid = ? AND seq = ?", uid, scene.seq_of("add_note")
    )
    return {"number": scene.number(FIRST)}


@attack("derived.timeline_differs")
def show_an_entry_on_another_timeline(scene: Scene) -> Place:
    uid = scene.ask("SELECT uid FROM ticket WHERE facts = '电饭煲冒烟'")
    scene.run(
        "INSERT INTO entry_ticket (ticket_uid, site, seq) VALUES (?, ?, ?)",
        uid,
        scene.own,
        scene.seq_of("add_note"),
    )
    return {"number": scene.number("电饭煲冒烟")}


# ---------------------------------------------------------------- the desk's own tables


def _subject(scene: Scene) -> bytes:
    return bytes(scene.ask("SELECT uid FROM ticket WHERE facts = ?", FIRST))


@attack("ledger.subject_key_missing", also=("ledger.row_differs",))
def remove_a_subjects_key(scene: Scene) -> Place:
    subject = _subject(scene)
    scene.run("DELETE FROM subject_key WHERE subject = ?", subject)
    return {"subject": subject.hex(), "seq": scene.seq_of("register_ticket")}


@attack("ledger.subject_key_wrong", also=("ledger.seal_broken",))
def exchange_a_subjects_key(scene: Scene) -> Place:
    subject = _subject(scene)
    scene.run("UPDATE subject_key SET key = zeroblob(32) WHERE subject = ?", subject)
    return {"subject": subject.hex(), "seq": scene.seq_of("register_ticket")}


@attack("ledger.erased_unordered")
def pretend_an_erasure(scene: Scene) -> Place:
    """Key and words are gone as after an erasure that was ordered; only the order lacks."""
    subject = _subject(scene)
    scene.run("UPDATE subject_key SET key = x'' WHERE subject = ?", subject)
    scene.run("UPDATE ticket SET facts = '[erased]' WHERE uid = ?", subject)
    return {"subject": subject.hex(), "seq": scene.seq_of("register_ticket")}


@attack("exchange.shipment_differs")
def pretend_no_receipt(scene: Scene) -> Place:
    scene.run("UPDATE shipment SET receipted_at = NULL")
    return {"number": 1}


@attack("exchange.shipment_differs", headquarters="bundle.fork")
def forget_a_bundle(scene: Scene) -> Place:
    scene.run("DELETE FROM shipment")
    return {"number": 1}


@attack("exchange.membership_differs")
def ship_to_somebody_else(scene: Scene) -> Place:
    told = json.loads(scene.ask("SELECT value FROM setting WHERE key = 'site.membership'"))
    told["headquarters"] = "0" * 32
    scene.run(
        "UPDATE setting SET value = ? WHERE key = 'site.membership'", canonical(told).decode()
    )
    return {}


# ---------------------------------------------------------------- the schema


@attack("database.schema_differs")
def leave_the_guards_away(scene: Scene) -> Place:
    with scene.raw(guards=False):
        pass
    return {"name": "trigger entry_no_delete"}


@attack("database.schema_differs")
def plant_a_trigger(scene: Scene) -> Place:
    with scene.raw() as held:
        held.execute(
            "CREATE TRIGGER helper AFTER INSERT ON note BEGIN"
            " UPDATE note SET text = 'x' WHERE uid = NEW.uid; END"
        )
    return {"name": "trigger helper"}
