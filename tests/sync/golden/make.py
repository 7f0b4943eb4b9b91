"""Make the golden bundle of a format: run once when a format is born, never again after."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.sync.contents import SubjectKey
from desktop.sync.identities import new_sealing_keys, public_pem
from desktop.sync.writer import write_bundle
from tests.sync.making import Keys, draft, entries, everything, evidence, opened, rule_pack

HERE = Path(__file__).parent
NAME = "format-1"


def main() -> None:
    keys = Keys(Ed25519PrivateKey.generate(), new_sealing_keys(), new_sealing_keys())
    made = draft(
        entries(2),
        keys=[SubjectKey("0193aa11bb22cc33dd44ee55ff66aaaa", bytes(range(32)))],
        objects=[rule_pack()],
        pieces=[
            evidence(b"\x89PNG golden photo"),
            evidence(b"second half", 11, "ab" * 32),
        ],
        ack={"seq": 3},
    )
    written = write_bundle(HERE, made, keys.signer, keys.recipients)
    with opened(written.path, keys) as bundle:
        everything(bundle)
    (HERE / f"{NAME}.json").write_text(
        json.dumps(
            {
                "name": written.path.name,
                "digest": written.manifest.digest,
                "signer": base64.b64encode(keys.signer.public_key().public_bytes_raw()).decode(),
                "signer_pem": public_pem(keys.signer).decode(),
                "identity": keys.online.secret,
                "recovery": keys.recovery.secret,
            },
            indent=1,
        )
        + "\n"
    )
    written.path.rename(HERE / f"{NAME}.redress")


if __name__ == "__main__":
    main()
