"""Opening a site for one command, as the person who was named."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop.errors import InputError
from desktop.services.json_forms import JsonForms
from desktop.services.opening import OpenSite, open_unlocked
from desktop.storage.doorkeeper import Doorkeeper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.commands.console import Console


@contextmanager
def opened(console: Console) -> Iterator[OpenSite]:
    """Open the site and sign the person in; closed again whatever happens."""
    keeper = Doorkeeper(console.folder)
    unlocked = keeper.unlock(login_of(console, keeper.logins()), console.password())
    site = open_unlocked(console.folder, keeper.keyring, unlocked)
    try:
        site.sign_in(unlocked)
        yield site
    finally:
        site.close()


def login_of(console: Console, logins: tuple[str, ...]) -> str:
    """Give who signs in: the one named, else the only one there is."""
    told = getattr(console.options, "user", None) or os.environ.get("REDRESS_USER")
    if told:
        return str(told)
    if len(logins) == 1:
        return logins[0]
    raise InputError("user.not_named")


def forms_of(site: OpenSite) -> JsonForms:
    """Give what makes JSON of this site's rows."""
    card = site.gateway.facts.card
    return JsonForms(card.zone, card.currency)
