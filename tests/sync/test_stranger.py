"""A stranger opens a bundle by the handbook alone: the commands of docs/bundle-format.md."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from desktop.sync.contents import SubjectKey
from desktop.sync.identities import encode_public, public_pem
from tests.sync.making import Keys, digest, draft, entry, evidence, rule_pack, write

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "bundle-format.md"
TOOLS = ("age", "openssl", "sha256sum", "tar", "unzip", "zstd")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]

pytestmark = pytest.mark.skipif(
    bool(MISSING) and "CI" not in os.environ,
    reason=f"not installed: {', '.join(MISSING)}",
)


def steps() -> list[str]:
    return re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path, keys: Keys) -> Path:
    photo = random.Random(1).randbytes(700_000)
    sealed = [entry(seq, "电饭煲内胆脱落" * 200) for seq in range(1, 2001)]
    made = draft(
        sealed,
        keys=[SubjectKey("0193aa11bb22cc33dd44ee55ff66aaaa", bytes(32))],
        objects=[rule_pack()],
        pieces=[evidence(photo), evidence(photo[:1000], 0, "ab" * 32)],
    )
    written = write(tmp_path, keys, made)
    assert "entries-0002.jsonl" in [one.name for one in written.manifest.members]
    place = tmp_path / "stranger"
    place.mkdir()
    written.path.rename(place / "bundle.redress")
    (place / "site.pem").write_bytes(public_pem(keys.signer))
    (place / "key.txt").write_text(keys.recovery.secret + "\n")
    return place


def test_the_handbook_opens_a_bundle_with_common_tools(folder: Path) -> None:
    done = run("\n".join(steps()), folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("manifest.json\nmanifest.sig\npayload.age\n")
    assert "Signature Verified Successfully" in done.stdout
    assert "NOT IN THE MANIFEST" not in done.stdout
    content = folder / "content"
    lines = b"".join(path.read_bytes() for path in sorted(content.glob("entries-*.jsonl")))
    assert lines.split(b"\n")[:-1] == [
        entry(seq, "电饭煲内胆脱落" * 200).body for seq in range(1, 2001)
    ]
    photo = random.Random(1).randbytes(700_000)
    assert (content / "evidence" / digest(photo)).read_bytes() == photo
    assert (content / "evidence" / ("ab" * 32 + ".0-1000")).read_bytes() == photo[:1000]


def test_the_handbook_notices_a_changed_manifest(folder: Path) -> None:
    unzip, verify = steps()[:2]
    forged = 'sed -i \'s/"SH001"/"SH002"/\' manifest.json'
    assert run(f"{unzip}\n{verify}", folder).returncode == 0
    done = run(f"{forged}\n{verify}", folder)
    assert done.returncode != 0
    assert "Verified Successfully" not in done.stdout


def test_the_handbook_notices_a_changed_payload_and_a_changed_member(folder: Path) -> None:
    unzip, _, compare, unpack, members = steps()[:5]
    assert run(f"{unzip}\n{compare}", folder).stdout.endswith("1\n")
    swap = "cp content/seals-0001.jsonl content/seals-0002.jsonl"
    done = run(f"{unpack}\n{swap}\n{members}", folder)
    assert done.stdout.endswith("NOT IN THE MANIFEST: seals-0002.jsonl\n")
    assert run(f"echo more >> payload.age\n{compare}", folder).returncode != 0


@pytest.mark.skipif(shutil.which("xxd") is None, reason="not installed: xxd")
def test_32_bytes_are_enough_to_make_the_key_file(folder: Path, keys: Keys) -> None:
    line = re.search(r"^printf .*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert line is not None
    script = line[0].replace("HEXDIGITS", encode_public(keys.signer).hex())
    (folder / "site.pem").unlink()
    done = run(script, folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "site.pem").read_bytes() == public_pem(keys.signer)
