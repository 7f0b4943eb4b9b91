"""Making a bundle, beside `tar | zstd -3 | age` and a signature on the same bytes.

Run: `python -m bench.bench_bundle`, with `--full` for a large one, with `--json` for machines.
Both read the same files and bring the result to the disk; the yardstick signs the SHA-256 of
its result, as the bundle's signature covers the SHA-256 of its payload. Rounds alternate, and
the medians are compared.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.sync.contents import EvidenceSource, Seal, SealedEntry
from desktop.sync.identities import SealingKeys, new_sealing_keys
from desktop.sync.manifest import Direction, Header
from desktop.sync.reader import open_bundle
from desktop.sync.writer import BundleDraft, WrittenBundle, write_bundle
from desktop.vocabulary import Uid

SITE = Uid("0193aa11bb22cc33dd44ee55ff660001")
PICTURE = 1 << 20
PHRASES = (
    "顾客称在本店购买的商品使用两次后出现故障",
    "要求退货并赔偿误工费",
    "收银员态度生硬，拒绝按价签价格结算",
    "已当场道歉，顾客表示接受",
    "已联系供应商核实批次，预计明日十八点前答复",
    "药品外包装破损，批号无法辨认",
    "顾客出示小票及照片",
    "回访时顾客未接电话，改期再访",
)
YARDSTICK = """
tar -cf - -C {corpus} . | zstd -q -3 | age -r {online} -r {recovery} > {out}/yard.age
sync -d {out}/yard.age
openssl dgst -sha256 -binary {out}/yard.age > {out}/yard.digest
openssl pkeyutl -sign -rawin -inkey {out}/site.key -in {out}/yard.digest -out {out}/yard.sig
"""


class Corpus:
    """The bytes that both sides ship, as files."""

    def __init__(self, folder: Path, entries: int, pictures: int) -> None:
        """Write entries and pictures, the same ones each time the numbers are the same."""
        self.folder = folder
        self._random = random.Random(20261121)  # noqa: S311 - content, not a key
        letters = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
        self._words = ["".join(self._random.choices(letters, k=2)) for _ in range(4000)]
        self.seals = [self._seal(seq) for seq in range(1, entries + 1)]
        with (folder / "entries.jsonl").open("wb") as stream:
            stream.writelines(self._body(seq) + b"\n" for seq in range(1, entries + 1))
        with (folder / "seals.jsonl").open("wb") as stream:
            stream.writelines(self._seal_line(seal) + b"\n" for seal in self.seals)
        (folder / "evidence").mkdir()
        for _ in range(pictures):
            data = self._random.randbytes(PICTURE)
            (folder / "evidence" / hashlib.sha256(data).hexdigest()).write_bytes(data)

    @property
    def size(self) -> int:
        """How many bytes there are to ship."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def draft(self) -> BundleDraft:
        """Give the same files as a bundle to be made."""
        header = Header(
            direction=Direction.UP,
            site=SITE,
            code="SH001",
            epoch="bench",
            number=1,
            schema=1,
            from_seq=1,
            to_seq=len(self.seals),
            head=self.seals[-1].digest.hex(),
            made_at=0,
            program="bench",
        )
        pictures = [
            EvidenceSource(path.name, path.stat().st_size, _chunks(path))
            for path in (self.folder / "evidence").iterdir()
        ]
        return BundleDraft(header=header, entries=self._entries(), evidence=pictures)

    def _entries(self) -> Iterator[SealedEntry]:
        with (self.folder / "entries.jsonl").open("rb") as stream:
            for line, seal in zip(stream, self.seals, strict=True):
                yield SealedEntry(line[:-1], seal)

    def _body(self, seq: int) -> bytes:
        body = {
            "site": SITE,
            "seq": seq,
            "at": 1795000000000000 + seq * 37_000_000,
            "actor": self._uid(),
            "use_case": self._random.choice(("register_ticket", "add_note", "add_promise")),
            "command": self._uid(),
            "schema": 1,
            "previous": self._random.randbytes(32).hex(),
            "changes": [self._change() for _ in range(self._random.randint(1, 3))],
        }
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    def _change(self) -> dict[str, object]:
        sealed = base64.b64encode(self._random.randbytes(44)).decode()
        return {
            "table": "ticket",
            "uid": self._uid(),
            "fields": {
                "facts": [None, self._story()],
                "status": ["registered", "investigating"],
                "amount": [None, self._random.randrange(100, 99_999)],
                "phone": [None, sealed],
            },
        }

    def _story(self) -> str:
        parts = [
            self._random.choice(PHRASES)
            if self._random.random() < 0.4  # noqa: PLR2004
            else "".join(self._random.choices(self._words, k=8))
            for _ in range(self._random.randint(3, 9))
        ]
        return "，".join(parts) + "。"

    def _uid(self) -> str:
        return self._random.randbytes(16).hex()

    def _seal(self, seq: int) -> Seal:
        return Seal(SITE, seq, self._random.randbytes(32), self._random.randbytes(64))

    def _seal_line(self, seal: Seal) -> bytes:
        plain = {
            "digest": seal.digest.hex(),
            "seq": seal.seq,
            "signature": base64.b64encode(seal.signature).decode(),
            "site": seal.site,
        }
        return json.dumps(plain, separators=(",", ":")).encode()


def _chunks(path: Path) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        with path.open("rb", buffering=0) as stream:
            while chunk := stream.read(PICTURE):
                yield chunk

    return chunks


class Bench:
    """Both sides, timed in turns."""

    def __init__(self, corpus: Corpus, out: Path) -> None:
        """Make the keys."""
        self._corpus = corpus
        self._out = out
        self._signer = Ed25519PrivateKey.generate()
        self._online, self._recovery = new_sealing_keys(), new_sealing_keys()
        (out / "site.key").write_bytes(
            self._signer.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    def run(self, rounds: int) -> dict[str, float]:
        """Give medians of seconds, rates, and ratios to the yardstick."""
        script = YARDSTICK.format(
            corpus=self._corpus.folder,
            out=self._out,
            online=self._online.public,
            recovery=self._recovery.public,
        )
        ours, theirs, opened = [], [], []
        ours_cpu, theirs_cpu = [], []
        for _ in range(rounds):
            before = _cpu_of_children()
            theirs.append(_seconds(lambda: _shell(script)))
            theirs_cpu.append(_cpu_of_children() - before)
            before = time.process_time()
            ours.append(_seconds(self._write))
            ours_cpu.append(time.process_time() - before)
            opened.append(_seconds(self._open))
        size = self._corpus.size
        packed = self._written.size
        making, yardstick = statistics.median(ours), statistics.median(theirs)
        return {
            "megabytes": size / 1e6,
            "seconds": making,
            "yardstick_seconds": yardstick,
            "megabytes_per_second": size / making / 1e6,
            "throughput_ratio": yardstick / making,
            "best_throughput_ratio": min(theirs) / min(ours),
            "cpu_seconds": statistics.median(ours_cpu),
            "yardstick_cpu_seconds": statistics.median(theirs_cpu),
            "size_ratio": packed / (self._out / "yard.age").stat().st_size,
            "open_megabytes_per_second": size / statistics.median(opened) / 1e6,
        }

    def _write(self) -> None:
        recipients = [self._online.public, self._recovery.public]
        self._written: WrittenBundle = write_bundle(
            self._out, self._corpus.draft(), self._signer, recipients
        )

    def _open(self) -> None:
        keys: SealingKeys = self._recovery
        path = self._written.path
        with open_bundle(path, [keys.secret], self._signer.public_key()) as bundle:
            bundle.check()
        path.unlink()


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _shell(script: str) -> None:
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], check=True)


def _seconds(act: Callable[[], None]) -> float:
    os.sync()
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def main() -> int:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="60,000 entries and 400 pictures")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    missing = [tool for tool in ("age", "openssl", "tar", "zstd") if shutil.which(tool) is None]
    if missing:
        print(f"not installed: {', '.join(missing)}", file=sys.stderr)
        return 1
    entries, pictures = (60_000, 400) if options.full else (10_000, 200)
    with tempfile.TemporaryDirectory() as folder:
        content, out = Path(folder, "content"), Path(folder, "out")
        content.mkdir()
        out.mkdir()
        figures = Bench(Corpus(content, entries, pictures), out).run(options.rounds)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            print(f"{name.replace('_', ' '):>28} {figure:10.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
