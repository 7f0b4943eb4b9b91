"""Every widget of the toolbox with made-up content: `python -m desktop.views.gallery`."""

from __future__ import annotations

import argparse
import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.views.jobs import Jobs
from desktop.views.samples import form, list_and_ticket, nothing, said
from desktop.views.shell import MainWindow
from desktop.views.start import make_application, prepare_environment
from desktop.views.theme import Theme
from desktop.views.translation import switch_language
from desktop.vocabulary import (
    Language,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import (
        QApplication,
    )


class SampleGateway:
    """Nobody behind the door: enough for a window without work."""

    person = None

    def call(self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call the function itself."""
        return use_case(*args, **kwargs)

    def may(self, use_case: object, /) -> bool:
        """Allow everything."""
        return True

    def as_now(self) -> Callable[[Callable[[], Any]], Any]:
        """Run the work."""
        return lambda work: work()

    def subscribe(self, callback: Callable[[Any], None], /) -> None:
        """Never call back."""


def sample_window(jobs: Jobs) -> MainWindow:
    """Build the window with the made-up pages."""
    window = MainWindow(jobs, said("西安路店", "Xi'an Road"))
    window.add_page("today", "inbox", lambda: said("今日待办", "Today"), list_and_ticket)
    window.add_page("form", "files", lambda: said("投诉单", "Tickets"), form)
    window.add_page("empty", "stamp", lambda: said("待我审批", "Approvals"), nothing)
    for key, icon, chinese, english in (
        ("close", "calendar-check", "日结与报表", "Day close"),
        ("exchange", "arrow-right-left", "总部往来", "Headquarters"),
        ("office", "settings", "系统管理", "Administration"),
    ):
        window.add_page(key, icon, functools.partial(said, chinese, english), nothing)
    window.set_person(said("李晓敏", "Li Xiaomin"), said("店长", "Manager"))
    window.set_badge("today", 12, "danger")
    window.set_badge("empty", 4, "accent")
    line = window.status_line
    line.set_draft_saved("14:32")
    line.set_shipment("11-20 21:05", "receipted")
    line.set_backup("12:00")
    line.set_encrypted(encrypted=True)
    return window


def shoot(app: QApplication, folder: Path) -> list[Path]:
    """Save a picture of each page in both looks and languages."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for spoken in Language:
        for mode in ("light", "dark"):
            switch_language(app, spoken)
            Theme.apply(app, "dark" if mode == "dark" else "light")
            window = sample_window(Jobs(SampleGateway()))
            window.show()
            for key in ("today", "form", "empty"):
                window.show_page(key)
                app.sendPostedEvents()  # layouts settle
                path = folder / f"{key}-{mode}-{spoken.value}.png"
                window.grab().save(str(path))
                made.append(path)
            window.deleteLater()
    return made


def main(argv: Sequence[str]) -> int:
    """Show the gallery, or save pictures of it."""
    parser = argparse.ArgumentParser(prog="gallery")
    parser.add_argument("--shot", type=Path, help="save pictures into this folder and end")
    chosen, rest = parser.parse_known_args(list(argv))
    prepare_environment()
    app = make_application(["gallery", *rest])
    if chosen.shot is not None:
        for path in shoot(app, chosen.shot):
            print(path)  # noqa: T201
        return 0
    window = sample_window(Jobs(SampleGateway()))
    window.show_page("today")
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
