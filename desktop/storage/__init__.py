"""Where bytes live: database, ledger capture, evidence vault, keyring and backup."""
