"""From an error to a sentence in the language of the screen."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop import wording
from desktop.errors import (
    ConflictError,
    DeskError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
    StateError,
)
from desktop.views import translation

if TYPE_CHECKING:
    from desktop.vocabulary import Language

log = logging.getLogger(__name__)

Level = Literal["info", "success", "warning", "error"]

_MILD = (InputError, PermissionDeniedError, StateError, ConflictError, NotFoundError)


class Message(NamedTuple):
    """What a message bar shows."""

    sentence: str
    level: Level


def describe(error: BaseException, language: Language | None = None) -> Message:
    """Tell an error in words; what is no `DeskError` is a fault of the program and is logged."""
    if isinstance(error, DeskError):
        level: Level = "warning" if isinstance(error, _MILD) else "error"
        return Message(wording.sentence(error, language or translation.language()), level)
    log.error("unexpected", exc_info=error)
    return Message(_unexpected(error), "error")


def _unexpected(error: BaseException) -> str:
    return QCoreApplication.translate(
        "Messages",
        "Something unexpected happened ({kind}). Nothing that was saved is lost. "
        "Please try again; the details are in the log.",
    ).format(kind=type(error).__name__)
