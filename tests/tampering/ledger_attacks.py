"""What somebody with the database key may do to the ledger."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.models.codecs import canonical
from desktop.storage.ledger import digest_of
from tests.tampering.attack import Place, attack
from tests.tampering.scene import Scene

OWN = "site = ? AND seq = ?"


# ---------------------------------------------------------------- entries edited in place


@attack("ledger.chain_broken")
def edit_the_body(scene: Scene) -> Place:
    seq = scene.seq_of("add_note")
    body = scene.body(seq) | {"at": 1}
    scene.run(f"UPDATE entry SET body = ? WHERE {OWN}", canonical(body), scene.own, seq)
    return {"site": scene.uid, "seq": seq}


@attack("ledger.site_signature", opening="ledger.other_history")
def edit_the_body_and_the_digest(scene: Scene) -> Place:
    seq = scene.head
    body = scene.body(seq) | {"reason": "x"}
    digest = digest_of(bytes.fromhex(body["previous"]), canonical(body))
    scene.run(
        f"UPDATE entry SET body = ?, digest = ? WHERE {OWN}",
        canonical(body),
        digest,
        scene.own,
        seq,
    )
    return {"site": scene.uid, "seq": seq}


@attack("ledger.site_signature")
def edit_body_and_digest_in_the_middle(scene: Scene) -> Place:
    """The entry itself chains; its signature and the one after it do not."""
    seq = scene.seq_of("add_note")
    body = scene.body(seq) | {"reason": "x"}
    digest = digest_of(bytes.fromhex(body["previous"]), canonical(body))
    scene.run(
        f"UPDATE entry SET body = ?, digest = ? WHERE {OWN}",
        canonical(body),
        digest,
        scene.own,
        seq,
    )
    return {"site": scene.uid, "seq": seq}


@attack("ledger.site_signature")
def edit_the_signature(scene: Scene) -> Place:
    seq = scene.seq_of("add_note")
    scene.run(f"UPDATE entry SET signature = zeroblob(64) WHERE {OWN}", scene.own, seq)
    return {"site": scene.uid, "seq": seq}


@attack("ledger.chain_broken")
def edit_the_digest(scene: Scene) -> Place:
    seq = scene.seq_of("add_note")
    scene.run(f"UPDATE entry SET digest = zeroblob(32) WHERE {OWN}", scene.own, seq)
    return {"site": scene.uid, "seq": seq}


def _column(name: str, value: Any) -> None:
    @attack("ledger.column_differs", name=f"edit_the_column_{name}")
    def edit(scene: Scene) -> Place:
        seq = scene.seq_of("add_note")
        scene.run(f"UPDATE entry SET {name} = ? WHERE {OWN}", value, scene.own, seq)
        return {"site": scene.uid, "seq": seq, "column": name}


_column("at", 1)
_column("use_case", "edit_note")
_column("actor", bytes(16))
_column("command", bytes(16))


# ---------------------------------------------------------------- entries taken away, moved, put in


@attack("ledger.set_back", opening="ledger.set_back")
def delete_the_last(scene: Scene) -> Place:
    seq = scene.head
    scene.run(f"DELETE FROM entry WHERE {OWN}", scene.own, seq)
    return {"anchored": seq, "found": seq - 1}


@attack("ledger.entry_missing")
def delete_one_in_the_middle(scene: Scene) -> Place:
    seq = scene.seq_of("add_note")
    scene.run(f"DELETE FROM entry WHERE {OWN}", scene.own, seq)
    return {"site": scene.uid, "seq": seq}


@attack("ledger.entry_missing")
def delete_the_first(scene: Scene) -> Place:
    scene.run(f"DELETE FROM entry WHERE {OWN}", scene.own, 1)
    return {"site": scene.uid, "seq": 1}


@attack("ledger.chain_broken")
def swap_two(scene: Scene) -> Place:
    first, second = scene.seq_of("add_note"), scene.seq_of("promise_answer")
    with scene.raw() as held:
        for before, after in ((first, -1), (second, first), (-1, second)):
            held.execute(f"UPDATE entry SET seq = ? WHERE {OWN}", (after, scene.own, before))
    return {"site": scene.uid, "seq": min(first, second)}


@attack("ledger.range_differs")
def delete_a_foreign_entry(scene: Scene) -> Place:
    source = bytes(scene.ask("SELECT site FROM entry WHERE site != ? LIMIT 1", scene.own))
    seq = scene.ask("SELECT max(seq) FROM entry WHERE site = ?", source)
    scene.run(f"DELETE FROM entry WHERE {OWN}", source, seq)
    return {"source": source.hex()}


@attack("ledger.never_taken_in")
def insert_a_foreign_entry(scene: Scene) -> Place:
    source = bytes(scene.ask("SELECT site FROM entry WHERE site != ? LIMIT 1", scene.own))
    seq = scene.ask("SELECT max(seq) FROM entry WHERE site = ?", source)
    scene.run(
        "INSERT INTO entry SELECT site, seq + 1, at, use_case, actor, randomblob(16), body, digest,"
        f" signature FROM entry WHERE {OWN}",
        source,
        seq,
    )
    return {"source": source.hex(), "seq": seq + 1}


@attack("ledger.site_signature", headquarters="ledger.site_signature")
def append_without_the_sites_key(scene: Scene) -> Place:
    seq = scene.append(Ed25519PrivateKey.generate(), lambda _body: None)
    return {"site": scene.uid, "seq": seq}


@attack("ledger.person_signature", headquarters="ledger.person_signature")
def append_with_the_sites_key_in_somebodys_name(scene: Scene) -> Place:
    seq = scene.append(scene.site_key, lambda _body: None)
    return {"site": scene.uid, "seq": seq}


_NO_WORDS = {"salt": "", "reason": None}
"""Nothing sealed: a seal is bound to its entry, and a copied one would give the copy away."""


@attack("ledger.nobody", headquarters="taken_in")
def append_with_the_sites_key_in_nobodys_name(scene: Scene) -> Place:
    def change(body: dict[str, Any]) -> None:
        body.pop("signed")
        body |= {"unattended": True, "actor": None, "private": _NO_WORDS}

    seq = scene.append(scene.site_key, change)
    return {"site": scene.uid, "seq": seq, "use_case": "add_note"}


@attack("ledger.nobody", headquarters="taken_in")
def write_what_a_schedule_never_writes(scene: Scene) -> Place:
    def change(body: dict[str, Any]) -> None:
        body.pop("signed")
        body |= {"unattended": True, "actor": None, "use_case": "record_shipping"}
        body["private"] = _NO_WORDS

    seq = scene.append(scene.site_key, change)
    return {"site": scene.uid, "seq": seq, "use_case": "record_shipping"}


# ---------------------------------------------------------------- history made again


def _other_words(body: dict[str, Any]) -> None:
    """Change what was done, and leave what the person signed as it is."""
    body["private"] = {"salt": "", "reason": "another reason"}


@attack(
    "ledger.receipt_differs",
    opening="ledger.other_history",
    also=("ledger.day_differs",),
    headquarters="ledger.other_history",
)
def rebuild_from_a_receipted_entry_on(scene: Scene) -> Place:
    """Valid in itself: the machine's anchors and headquarters' receipt know better."""
    scene.rebuild(_other_words, scene.seq_of("add_note"))
    return {"seq": scene.receipted}


@attack("ledger.receipt_differs", headquarters="bundle.fork", also=("ledger.day_differs",))
def rebuild_and_forge_the_anchors(scene: Scene) -> Place:
    """With every key of the machine: headquarters' receipt, and the printed day close, remain."""
    scene.rebuild(_other_words, scene.seq_of("add_note"))
    scene.forge_anchors()
    return {"seq": scene.receipted}


@attack("ledger.person_signature", headquarters="ledger.person_signature")
def rebuild_with_another_person_or_command(scene: Scene) -> Place:
    """Who did what, and when, is signed by the person: no key of the machine makes that again."""
    seq = scene.receipted + 3
    scene.rebuild(lambda body: body.update(at=body["at"] + 1), seq)
    scene.forge_anchors()
    return {"site": scene.uid, "seq": seq}


@attack("ledger.other_history", opening="ledger.other_history")
def rebuild_what_nobody_has_receipted(scene: Scene) -> Place:
    """Only the anchors know of it yet, and whoever saw it on paper."""
    scene.rebuild(_other_words, scene.receipted + 3)
    return {"seq": scene.head}


@attack("ledger.set_back", opening="ledger.set_back", headquarters="ledger.set_back")
def cut_ledger_and_tables_alike(scene: Scene) -> Place:
    """Back to the morning, whole and consistent."""
    anchored = scene.head
    for left in scene.place.glob("redress.db*"):
        left.unlink()
    scene.database.write_bytes((scene.folder / "earlier" / "redress.db").read_bytes())
    return {"anchored": anchored, "found": scene.head}


@attack("ledger.unanchored", opening="ledger.unanchored")
def cut_alike_and_remove_the_anchors(scene: Scene) -> Place:
    cut_ledger_and_tables_alike(scene)
    for path in scene.anchors:
        path.unlink()
    return {"found": scene.head}


@attack(None, headquarters="bundle.fork")
def go_back_before_what_was_shipped_and_forge_the_anchors(scene: Scene) -> Place:
    """With every key of the machine, and no receipt back yet, only headquarters knows better."""
    assert scene.ship() == "taken_in"
    cut_ledger_and_tables_alike(scene)
    scene.forge_anchors()
    return {}


@attack(None, headquarters="taken_in")
def rebuild_what_nobody_has_seen_and_forge_the_anchors(scene: Scene) -> Place:
    """By design nobody notices: no other machine, no paper, no person's signature knows of it."""
    scene.rebuild(_other_words, scene.receipted + 5)
    scene.forge_anchors()
    return {}


@attack("ledger.site_key_differs", headquarters="bundle.signature")
def exchange_the_sites_key(scene: Scene) -> Place:
    told = json.loads(scene.ask("SELECT value FROM setting WHERE key = 'site.secrets'"))
    told["signing"] = "A" * 43 + "="
    scene.run("UPDATE setting SET value = ? WHERE key = 'site.secrets'", canonical(told).decode())
    return {}
