"""Buttons and labels in the few kinds the house has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton

from desktop.views.icons import icon
from desktop.views.theme import CONTROL_HEIGHT, set_role

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QWidget

ButtonKind = Literal["plain", "primary", "danger", "quiet", "link", "chip"]
LabelRole = Literal[
    "body", "title", "heading", "strong", "label", "muted", "note", "error", "remark", "success",
    "figure", "code",
]  # fmt: skip
FrameRole = Literal["card", "pane", "sunken", "rule", "upright", "actions"]

_ICON_ROLES = {"primary": "on_accent", "danger": "danger", "link": "accent"}
_ICON_SIZE = QSize(19, 16)
"""Wider than high: Qt leaves only four pixels between icon and words."""


def push_button(
    parent: QWidget | None, name: str, icon_name: str = "", kind: ButtonKind = "plain"
) -> QPushButton:
    """Make a button named by its role; its text is set in `retranslate`."""
    button = QPushButton(parent)
    button.setObjectName(name)
    button.setAutoDefault(True)  # Enter presses the button that has the focus
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        button.setIcon(icon(icon_name, _ICON_ROLES.get(kind, "ink"), on="accent"))
        button.setIconSize(_ICON_SIZE)
    if kind != "plain":
        button.setProperty("kind", kind)
    return button


def icon_button(parent: QWidget | None, name: str, icon_name: str) -> QToolButton:
    """Make a button without words; name it with `name_control` in `retranslate`."""
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setIcon(icon(icon_name, "neutral", on="accent"))
    button.setIconSize(QSize(18, 18))
    button.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def name_control(widget: QWidget, name: str, tip: str = "") -> None:
    """Say what a control without words is, to eyes (tool tip) and screen readers."""
    widget.setAccessibleName(name)
    widget.setToolTip(tip or name)


def set_menu(button: QPushButton, menu: QMenu) -> None:
    """Hang a menu on a button and make room for its arrow."""
    button.setMenu(menu)
    set_role(button, "yes", name="menued")


def explain_disabled(button: QWidget, reason: str) -> None:
    """Grey a control out and say why, or bring it back with an empty reason."""
    button.setEnabled(not reason)
    button.setToolTip(reason)
    button.setAccessibleDescription(reason)


def text_label(parent: QWidget | None, name: str = "", role: LabelRole = "body") -> QLabel:
    """Make a label of one of the text roles; what it shows is always plain text."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if name:
        label.setObjectName(name)
    if role != "body":
        label.setProperty("role", role)
    return label


def frame(parent: QWidget | None, role: FrameRole, name: str = "") -> QFrame:
    """Make a card, a pane, a rule or the bar that holds a page's actions."""
    made = QFrame(parent)
    made.setProperty("role", role)
    if name:
        made.setObjectName(name)
    return made
