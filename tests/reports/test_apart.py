"""Papers drawn in a second process are the same papers, and nothing of it is left behind."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.errors import InputError
from desktop.itself import DRAWING, own_command
from desktop.reports.apart import DrawingProcess, PaperFaultError
from desktop.reports.daily import render_daily
from desktop.services.report_rows import DaySummary
from desktop.vocabulary import Language

Summary = Callable[..., DaySummary]
Texts = Callable[[bytes], list[str]]


@pytest.fixture
def drawing() -> Iterator[DrawingProcess]:
    made = DrawingProcess()
    yield made
    made.close()


def numbered(_told: str = "") -> bytes:
    """Tell which process draws."""
    return str(os.getpid()).encode()


def chatty() -> bytes:
    print("this is no paper", flush=True)
    os.write(1, b"nor is this")
    return numbered()


def refusing(name: str) -> bytes:
    raise InputError("paper.rows", name=name, count=3)


def faulty(name: str) -> bytes:
    raise KeyError(name)


def dying(parent: int) -> bytes:
    """End the process in the midst of a paper; drawn here it is drawn."""
    if os.getpid() != parent:
        os._exit(3)
    return numbered()


def test_another_program_of_that_name_where_we_stand_is_not_started(
    drawing: DrawingProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "desktop"
    other.mkdir()
    (other / "__init__.py").write_text("")
    (other / "__main__.py").write_text(f"open({str(tmp_path / 'started')!r}, 'w').close()")
    monkeypatch.chdir(tmp_path)
    paper = drawing.draw(numbered)
    assert not (tmp_path / "started").exists()
    assert paper == str(drawing.pid).encode() != numbered()


def test_a_paper_is_the_same_as_drawn_here(
    drawing: DrawingProcess, make_summary: Summary, page_texts: Texts
) -> None:
    for language in Language:
        apart = drawing.draw(render_daily, make_summary(12), language)
        assert page_texts(apart) == page_texts(render_daily(make_summary(12), language))


def test_one_process_draws_them_all(drawing: DrawingProcess) -> None:
    drawing.prepare()
    assert drawing.pid not in {None, os.getpid()}
    drawn = [drawing.draw(numbered), drawing.draw(chatty), drawing.draw(numbered, "x" * 300_000)]
    assert drawn == [str(drawing.pid).encode()] * 3


def test_threads_take_turns(drawing: DrawingProcess) -> None:
    drawn: list[bytes] = []
    threads = [threading.Thread(target=lambda: drawn.append(drawing.draw(chatty))) for _ in "123"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == [str(drawing.pid).encode()] * 3


def test_a_refusal_keeps_its_code_and_values(drawing: DrawingProcess) -> None:
    with pytest.raises(InputError) as refused:
        drawing.draw(refusing, "王小明")
    assert (refused.value.code, refused.value.values) == (
        "paper.rows",
        {"name": "王小明", "count": 3},
    )
    assert drawing.draw(numbered) == str(drawing.pid).encode(), "it goes on after a refusal"


def test_a_bug_is_told_without_the_words_it_carries(drawing: DrawingProcess) -> None:
    with pytest.raises(PaperFaultError) as fault:
        drawing.draw(faulty, "王小明")
    assert str(fault.value) == "KeyError"


def test_where_the_process_dies_the_paper_is_drawn_here(drawing: DrawingProcess) -> None:
    assert drawing.draw(dying, os.getpid()) == str(os.getpid()).encode()
    assert drawing.draw(numbered) == str(drawing.pid).encode(), "and the next one apart again"


def test_a_process_that_was_killed_is_started_again(drawing: DrawingProcess) -> None:
    drawing.prepare()
    first = drawing.pid
    assert first is not None
    os.kill(first, signal.SIGTERM)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert drawing.draw(numbered) == str(drawing.pid).encode() != str(first).encode()


def test_without_a_process_papers_are_drawn_here(
    drawing: DrawingProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    assert drawing.draw(numbered) == str(os.getpid()).encode()
    assert drawing.pid is None


@pytest.mark.parametrize("how", ["closed", "forgotten"])
def test_the_process_ends_with_what_holds_it(how: str) -> None:
    made = DrawingProcess()
    made.prepare()
    pid = made.pid
    assert pid is not None
    if how == "closed":
        made.close()
    del made
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_process_ends_when_nobody_speaks_to_it_any_more() -> None:
    """As when the window was killed: its end of the pipe is closed."""
    alone = subprocess.run(
        own_command(DRAWING), input=b"", capture_output=True, timeout=60, check=False
    )
    assert (alone.returncode, alone.stdout) == (0, b"")
