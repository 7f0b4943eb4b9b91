"""An enrolled branch that holds its own keys and signs whatever it likes, layer by layer."""

from __future__ import annotations

import base64
import json
import os
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pyrage
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.errors import DeskError
from desktop.services.opening import OpenSite
from desktop.services.work import new_uid
from desktop.storage.ledger import Signer, _command_bytes, digest_of, head_of
from desktop.storage.ledger import entries as stored_entries
from desktop.storage.seals import SubjectKeys, seal, unseal
from desktop.sync.container import Layout
from desktop.sync.contents import TAR_END, Seal, seal_line
from desktop.sync.identities import read_identity, read_recipient
from desktop.sync.manifest import parse_manifest
from desktop.sync.reader import read_manifest
from tests.sync.making import Part, digest

Bend = Callable[[Any], Any]
"""Changes what one layer of a bundle is made of, or gives something else in its place."""

_NUMBER = re.compile(r"[A-Z]{2}[0-9]{3}-[0-9]{6}-[0-9]{3,}")
_UID = re.compile(r"[0-9a-f]{32}")
LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")


def loose(value: Any) -> bytes:
    """Write JSON as an enemy does: whatever Python can say, canonical where that is possible."""
    told = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return told.encode("utf-8", "surrogatepass")


class Line(NamedTuple):
    """One entry with the seal that comes with it, already in bytes."""

    body: bytes
    seal: bytes
    digest: bytes


@dataclass
class Story:
    """What happened at the branch, opened: bodies of entries whose sealed values are plain."""

    bodies: list[dict[str, Any]]
    evidence: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Forged:
    """A bundle as it would be sent, and what the enemy remembers if it is taken in."""

    raw: bytes
    name: str
    number: int
    manifest: bytes
    seq: int
    head: bytes
    lines: list[Line]

    def write(self, folder: Path, name: str = "") -> Path:
        """Put it where headquarters finds it."""
        path = folder / (name or self.name)
        path.write_bytes(self.raw)
        return path


class Enemy:
    """Plays a branch from where the real one stopped: its chain, its numbers, its keys."""

    def __init__(self, site: OpenSite, sent: Path, spoils: str) -> None:
        """Take over after the bundle `sent`; `spoils` opens headquarters' own copy of it.

        The manifest is that of a bundle which the product wrote, so that whatever else it
        says stays as the product says it.
        """
        facts = site.gateway.facts
        self.uid = facts.card.uid
        self.signing: Ed25519PrivateKey = facts.signing_key
        self.keys: dict[str, bytes] = {}
        self.people: dict[str, Signer] = {}
        actor = site.gateway.actor
        if actor.signer is not None:
            self.people[actor.signer.key_uid] = actor.signer
        with site.database.read() as session:
            head = head_of(session.connection(), self.uid)
        self.seq, self.head = head.seq, head.digest
        manifest = read_manifest(sent)
        assert (manifest.to_seq, manifest.head) == (self.seq, self.head.hex())
        self.said: dict[str, Any] = json.loads(manifest.raw)
        self.said["extensions"] = {}
        self.number, self.previous = manifest.number, manifest.digest
        self.recipients = list(manifest.recipients)
        self._spoils = spoils
        self._serial = 100

    # ---------------------------------------------------------------- stories, told afresh

    def story(self, site: OpenSite, after: int, until: int, evidence: dict[str, bytes]) -> Story:
        """Open what the real branch recorded, to be told again as if it were new."""
        bodies = []
        with site.database.read() as session:
            keys = SubjectKeys(session.connection())
            for entry in stored_entries(session.connection(), self.uid, after, until):
                body = entry.parsed()
                for change in body["changes"]:
                    if "sealed" in change:
                        context = [change["table"], change["site"], change["uid"]]
                        change["sealed"] = unseal(
                            keys.require(change["subject"]), context, change["sealed"]
                        )
                if "sealed" in body["private"]:
                    private = body["private"]
                    key = keys.require(private["subject"])
                    private["sealed"] = unseal(key, ["private", body["command"]], private["sealed"])
                bodies.append(body | {"seq": None, "previous": None})
        return Story(bodies, evidence)

    def again(self, story: Story) -> Story:
        """Tell a story of new tickets, people and evidence: other uids, numbers and bytes."""
        made = {
            change["uid"]
            for body in story.bodies
            for change in body["changes"]
            if change["op"] == "insert"
        } | {body["command"] for body in story.bodies}
        fresh: dict[str, str] = {uid: new_uid() for uid in sorted(made)}
        evidence: dict[str, bytes] = {}
        for old, content in story.evidence.items():
            new = content + b"\n" + os.urandom(8).hex().encode()
            fresh[old] = digest(new)
            evidence[digest(new)] = new
        numbers: dict[str, str] = {}

        def renew(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: renew(inner) for key, inner in value.items()}
            if isinstance(value, list):
                return [renew(inner) for inner in value]
            if isinstance(value, str) and _NUMBER.fullmatch(value):
                if value not in numbers:
                    self._serial += 1
                    numbers[value] = f"{value.rpartition('-')[0]}-{self._serial}"
                return numbers[value]
            return fresh.get(value, value) if isinstance(value, str) else value

        bodies = [renew(body) for body in story.bodies]
        for body in bodies:
            for change in body["changes"]:
                if change["table"] == "evidence" and change["op"] == "insert":
                    content = evidence.get(change["fields"]["sha256"], b"")
                    change["fields"]["size"] = len(content)
        return Story(bodies, evidence)

    def renewed(self, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Tell some of a story again."""
        return self.again(Story(bodies)).bodies

    def key(self, subject: str) -> bytes:
        """Give the key that seals a subject here."""
        return self.keys.setdefault(subject, os.urandom(32))

    # ---------------------------------------------------------------- layer by layer

    def sealed(self, opened: dict[str, Any]) -> dict[str, Any]:
        """Seal what an opened body holds in plain, as well as it can be sealed."""
        body = deepcopy(opened)
        changes = body.get("changes")
        for change in changes if isinstance(changes, list) else []:
            if isinstance(change, dict) and isinstance(change.get("sealed"), dict):
                context = [str(change.get(name)) for name in ("table", "site", "uid")]
                change["sealed"] = self._seal(change.get("subject"), context, change["sealed"])
        private = body.get("private")
        if isinstance(private, dict) and isinstance(private.get("sealed"), dict):
            context = ["private", str(body.get("command"))]
            private["sealed"] = self._seal(private.get("subject"), context, private["sealed"])
        return body

    def _seal(self, subject: Any, context: list[Any], content: dict[str, Any]) -> str:
        key = self.key(subject if isinstance(subject, str) else "")
        try:
            return seal(key if len(key) in {16, 24, 32} else bytes(32), context, content)
        except (DeskError, TypeError, ValueError, RecursionError):
            return seal(bytes(32), [], {})

    def signed(self, body: dict[str, Any]) -> dict[str, Any]:
        """Let the person whose key is named sign the command again."""
        told = body.get("signed")
        signer = self.people.get(told.get("key", "")) if isinstance(told, dict) else None
        if signer is not None:
            try:
                command = _command_bytes(body, body["signed"]["arguments"])
            except (DeskError, KeyError, TypeError, ValueError, RecursionError):
                return body
            signature = base64.b64encode(signer.key.sign(command)).decode()
            return body | {"signed": body["signed"] | {"signature": signature}}
        return body

    def chain(self, bodies: Iterable[dict[str, Any] | bytes]) -> list[Line]:
        """Place bodies after the last entry, each under the site's signature.

        A body that says its own place or predecessor already (key `seq` or `previous` set to
        something else than None) is believed.
        """
        lines: list[Line] = []
        seq, head = self.seq, self.head
        for told in bodies:
            seq += 1
            body = told
            if isinstance(told, dict):
                placed = dict(told)
                for key, value in (("seq", seq), ("previous", head.hex())):
                    if placed.get(key, 0) is None and told[key] is None:
                        placed[key] = value
                body = loose(self.signed(self.sealed(placed)))
            assert isinstance(body, bytes)
            head = digest_of(head, body)
            sealed = Seal(self.uid, seq, head, self.signing.sign(head))
            lines.append(Line(body, seal_line(sealed), head))
        return lines

    def forge(
        self,
        bodies: Iterable[dict[str, Any] | bytes],
        evidence: dict[str, bytes] | None = None,
        **bend: Bend,
    ) -> Forged:
        """Make the next bundle; `bend` changes what a layer is made of.

        Layers: `lines`, `key_lines`, `parts` (of the tar), `tar`, `packed` (zstd), `payload`
        (age), `said` (the manifest's values), `manifest` (its bytes), `signature`, `whole`.
        """

        def bent(layer: str, value: Any) -> Any:
            return bend[layer](value) if layer in bend else value

        lines: list[Line] = bent("lines", self.chain(bodies))
        subjects = sorted(self._subjects(lines).items())
        key_lines: list[bytes] = bent("key_lines", [_key_line(*one) for one in subjects])
        parts = _lines_parts(lines, key_lines)
        parts += [Part(f"evidence/{sha}", body) for sha, body in sorted((evidence or {}).items())]
        parts = bent("parts", parts)
        tar = bent("tar", b"".join(part.bytes() for part in parts) + TAR_END)
        packed = bent("packed", zstandard.compress(tar, 3)) if isinstance(tar, bytes) else b""
        payload = bent("payload", self.encrypt(packed))
        said = self._said(lines, key_lines, parts, payload)
        told = bent("said", said)
        manifest = bent("manifest", told if isinstance(told, bytes) else loose(told))
        signature = bent("signature", self.signing.sign(manifest))
        whole = bent("whole", zipped(manifest, signature, payload))
        head = lines[-1].digest if lines else self.head
        name = f"{said['code']}-up-{said['epoch']}-{said['number']:06d}-{digest(manifest)[:16]}"
        seq = self.seq + len(lines)
        return Forged(whole, f"{name}.redress", said["number"], manifest, seq, head, lines)

    def encrypt(self, packed: bytes) -> bytes:
        """Seal a payload for those who should read it."""
        sealed: bytes = pyrage.encrypt(packed, [read_recipient(one) for one in self.recipients])
        return sealed

    def decrypt(self, payload: bytes) -> bytes:
        """Open a payload with headquarters' key."""
        opened: bytes = pyrage.decrypt(payload, [read_identity(self._spoils)])
        return opened

    def believed(self, forged: Forged) -> None:
        """Go on from a bundle that headquarters took in."""
        manifest = parse_manifest(forged.manifest)
        self.seq, self.head = manifest.to_seq, bytes.fromhex(manifest.head)
        self.number, self.previous = manifest.number, manifest.digest

    def _subjects(self, lines: Sequence[Line]) -> dict[str, bytes]:
        """Name the subjects that stand in entries, with their keys."""
        named = {
            uid.decode()
            for line in lines
            for uid in re.findall(rb'"subject":"([0-9a-f]{32})"', line.body)
        }
        return {uid: self.key(uid) for uid in named}

    def _said(
        self, lines: list[Line], keys: list[bytes], parts: Sequence[Part], payload: bytes
    ) -> dict[str, Any]:
        members = [part.member() for part in parts]
        head = lines[-1].digest if lines else self.head
        pieces = sum(part.name.startswith("evidence/") for part in parts)
        padded = sum(-(-member.size // 512) * 512 + 512 for member in members)
        return deepcopy(self.said) | {
            "number": self.number + 1,
            "previous": self.previous,
            "from_seq": self.seq + 1,
            "to_seq": self.seq + len(lines),
            "previous_head": self.head.hex(),
            "head": head.hex(),
            "counts": {
                "entries": len(lines),
                "keys": len(keys),
                "objects": 0,
                "evidence": pieces,
            },
            "members": [member._asdict() for member in members],
            "raw_size": padded + len(TAR_END),
            "payload": {"size": len(payload), "sha256": digest(payload)},
            "recipients": list(self.recipients),
        }


def _key_line(subject: str, key: bytes) -> bytes:
    return b'{"key":"%s","subject":"%s"}' % (base64.b64encode(key), subject.encode())


def _lines_parts(lines: Sequence[Line], keys: Sequence[bytes]) -> list[Part]:
    parts = []
    if keys:
        parts.append(Part("keys-0001.jsonl", b"".join(line + b"\n" for line in keys)))
    if lines:
        parts.append(Part("entries-0001.jsonl", b"".join(line.body + b"\n" for line in lines)))
        parts.append(Part("seals-0001.jsonl", b"".join(line.seal + b"\n" for line in lines)))
    return parts


def zipped(manifest: bytes, signature: bytes, payload: bytes) -> bytes:
    """Lay the three members out as the product does."""
    if len(signature) != 64:
        signature = signature[:64].ljust(64, b"\0")
    layout = Layout.of(manifest, signature, len(payload), zlib.crc32(payload))
    return b"".join(
        [
            layout.manifest.local() + manifest,
            layout.signature.local() + signature,
            layout.payload.local() + payload,
            layout.directory(),
        ]
    )
