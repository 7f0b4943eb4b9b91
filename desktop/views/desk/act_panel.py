"""The panel that opens under the buttons: one act's form, sent or put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.services import casework, escalations
from desktop.views.desk import clock_forms, money_forms, risk_forms, word_forms
from desktop.views.desk.act_form import ActForm
from desktop.views.desk.offers import ACT_ICONS, Act, act_words
from desktop.views.theme import MEDIUM, SMALL
from desktop.views.translation import Retranslating
from desktop.views.widgets.buttons import push_button, text_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop.services.rows import TicketDetail
    from desktop.services.use_case import UseCase
    from desktop.views.desk.desk import Desk
    from desktop.vocabulary import Ref, TicketId

translate = QCoreApplication.translate

_FORMS: dict[Act, Callable[[Desk, TicketDetail], ActForm]] = {
    Act.CONTACT: word_forms.ContactForm,
    Act.PROMISE: word_forms.PromiseForm,
    Act.ASSIGN: word_forms.AssignForm,
    Act.CLASSIFY: risk_forms.ClassifyForm,
    Act.ANSWER_SEND_UP: word_forms.AnswerSendUpForm,
    Act.RESOLVE: word_forms.ResolveForm,
    Act.CLOSE: word_forms.CloseForm,
    Act.NOT_UPHOLD: word_forms.NotUpholdForm,
    Act.FOLLOW_UP: word_forms.FollowUpForm,
    Act.REVEAL: word_forms.RevealForm,
    Act.DECIDE: money_forms.DecideForm,
    Act.PROPOSE: money_forms.ProposeForm,
    Act.APPROVE: money_forms.ApproveForm,
    Act.REJECT: money_forms.RejectForm,
    Act.PAY_OUT: money_forms.PayOutForm,
    Act.SETTLE: money_forms.SettleForm,
    Act.NATURE: risk_forms.NatureForm,
    Act.REVIEW: risk_forms.ReviewForm,
    Act.PAUSE: clock_forms.PauseForm,
    Act.RESUME: clock_forms.ResumeForm,
    Act.EXTEND: clock_forms.ExtendForm,
}
_PLAIN: dict[Act, tuple[UseCase[Any, Any], bool]] = {
    Act.NOTE: (casework.add_note, False),
    Act.REQUEST: (casework.request_step, False),
    Act.SEND_UP: (escalations.send_to_manager, True),
    Act.ASK_HQ: (escalations.ask_headquarters, True),
    Act.HAND_OVER: (escalations.hand_over, True),
    Act.RECALL: (escalations.recall_hand_over, False),
    Act.ACCEPT: (escalations.accept_hand_over, False),
    Act.RETURN: (escalations.return_ticket, False),
    Act.REOPEN: (casework.reopen_ticket, True),
    Act.WITHDRAW: (casework.withdraw_ticket, True),
    Act.VOID: (casework.void_ticket, True),
}
_LEAST_FORM = 72
_DANGER = frozenset({Act.VOID, Act.NOT_UPHOLD, Act.WITHDRAW, Act.REJECT})


class ActPanel(Retranslating, QFrame):
    """One form at a time; what was typed is kept by ticket and act until it was sent."""

    act_done = Signal(object, object)
    """The `Act` that was recorded, and what the use case gave."""
    act_failed = Signal(object)
    """The error; the form stays open with what was typed."""
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Start closed."""
        super().__init__(parent)
        self.setObjectName("act_panel")
        self.setProperty("role", "sunken")
        self._desk = desk
        self._act: Act | None = None
        self._form: ActForm | None = None
        self._typed: dict[tuple[TicketId, Act], dict[str, str]] = {}
        self._build()
        self.setVisible(False)
        self.retranslate()

    @property
    def act(self) -> Act | None:
        """The act whose form is open."""
        return self._act

    @property
    def form(self) -> ActForm | None:
        """The form that is open."""
        return self._form

    def open_act(self, act: Act, ticket: TicketDetail, remedy: Ref | None = None) -> None:
        """Open an act's form for a ticket, with what was typed there before."""
        self.put_aside()
        self._act = act
        self._form = make_form(act, self._desk, ticket)
        self._form.put_back(self._typed.get((ticket.id, act), {}))
        if remedy is not None and hasattr(self._form, "choose"):
            self._form.choose(remedy)
        self._scroll.show_form(self._form)
        self._set_busy(busy=False)
        self.retranslate()
        self.setVisible(True)
        self._form.focus_first()

    def reopen(self, ticket: TicketDetail) -> None:
        """Open again what was being typed for this ticket when the person turned away."""
        for one, act in reversed(self._typed):
            if one == ticket.id:
                self.open_act(act, ticket)
                return

    def refresh(self, ticket: TicketDetail) -> None:
        """Let the open form stand on the ticket as it is now."""
        if self._form is not None:
            self._form.refresh(ticket)

    def tell_parts(self, ticket: TicketDetail) -> None:
        """Let the open form know what was added to its ticket since."""
        if self._form is not None and self._form.ticket.id == ticket.id:
            self._form.parts_changed(ticket)

    def put_aside(self) -> None:
        """Close the form and keep what was typed."""
        if self._form is None or self._act is None:
            return
        key = (self._form.ticket.id, self._act)
        typed = self._form.typed()
        self._typed.pop(key, None)
        if typed:
            self._typed[key] = typed
        self._drop_form()

    def dismiss(self) -> None:
        """Close the form because the person says so; the words wait for this act alone."""
        self.put_aside()
        self.closed.emit()

    def submit(self) -> None:
        """Send what the form asks for, once nothing is missing."""
        form = self._form
        if form is None or not self.submit_button.isEnabled() or not form.is_complete():
            return
        wanted = form.call()
        self._set_busy(busy=True)
        self._desk.jobs.call(
            self, self._on_done, wanted.case, *wanted.args, failed=self._on_failed, **wanted.kwargs
        )

    def retranslate(self) -> None:
        """Set the words again."""
        self.cancel_button.setText(self.tr("Put aside (Esc)"))
        if self._act is None:
            return
        words = act_words(self._act, self._desk)
        self.title_label.setText(words)
        self.submit_button.setText(self.tr("{act} (Ctrl+Enter)").format(act=words))
        self.setAccessibleName(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put aside with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MEDIUM, SMALL, MEDIUM, MEDIUM)
        column.setSpacing(SMALL)
        self.title_label = text_label(self, "act_title", "strong")
        self.submit_button = push_button(self, "act_submit_button", "check", "primary")
        self.cancel_button = push_button(self, "act_cancel_button", "", "quiet")
        self._scroll = _FormScroll(self)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.submit_button)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        column.addWidget(self.title_label)
        column.addWidget(self._scroll)
        column.addLayout(row)
        self.submit_button.clicked.connect(self.submit)
        self.cancel_button.clicked.connect(self.dismiss)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.submit)

    def _drop_form(self) -> None:
        if self._form is not None:
            self._scroll.drop_form()
        self._form = None
        self._act = None
        self.setVisible(False)

    def _set_busy(self, *, busy: bool) -> None:
        self.submit_button.setEnabled(not busy)
        if self._form is not None:
            self._form.setEnabled(not busy)

    def _on_done(self, result: object) -> None:
        act, form = self._act, self._form
        if act is None or form is None:
            return
        self._typed.pop((form.ticket.id, act), None)
        self._drop_form()
        self.act_done.emit(act, result)

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if self._form is not None:
            self._form.focus_first()
        self.act_failed.emit(error)


class _FormScroll(QScrollArea):
    """As high as the form, or as there is room for: then it scrolls and the buttons stay."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("act_scroll")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_form(self, form: QWidget) -> None:
        self.setWidget(form)
        form.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        form.show()
        self.updateGeometry()

    def drop_form(self) -> None:
        form = self.takeWidget()
        form.hide()
        form.deleteLater()

    def sizeHint(self) -> QSize:
        form = self.widget()
        width = max(200, self.viewport().width())
        if not isinstance(form, ActForm):
            return QSize(0, 0)
        grid = form.grid
        if not grid.hasHeightForWidth():  # nothing wraps; a height for a width would be -1
            return QSize(width, grid.totalSizeHint().height())
        return QSize(width, grid.totalHeightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, min(_LEAST_FORM, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def make_form(act: Act, desk: Desk, ticket: TicketDetail) -> ActForm:
    """Make the form of an act."""
    if act in _PLAIN:
        case, versioned = _PLAIN[act]
        return word_forms.WordsForm(desk, ticket, case, _titles(act), versioned=versioned)
    return _FORMS[act](desk, ticket)


def opens_a_form(act: Act) -> bool:
    """Tell whether an act asks for anything before it is recorded."""
    return act in _PLAIN or act in _FORMS


def is_dangerous(act: Act) -> bool:
    """Tell whether an act ends or refuses something."""
    return act in _DANGER


def act_icon(act: Act) -> str:
    """Give the icon of an act."""
    return ACT_ICONS[act]


def _titles(act: Act) -> Callable[[], str]:
    if act is Act.NOTE:
        return lambda: translate("Acts", "Note")
    if act is Act.REQUEST:
        return lambda: translate("Acts", "What the custodian is asked to do")
    if act in {Act.SEND_UP, Act.ASK_HQ, Act.HAND_OVER}:
        return lambda: translate("Acts", "What it is about, and what is asked for")
    if act is Act.ACCEPT:
        return lambda: translate("Acts", "What the branch shall know")
    if act is Act.RETURN:
        return lambda: translate("Acts", "What the branch shall do")
    return lambda: translate("Acts", "Reason")
