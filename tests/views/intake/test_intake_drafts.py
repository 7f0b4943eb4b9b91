"""Nothing typed is lost: drafts save themselves, stay at the counter, and are taken over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from desktop.errors import LedgerError
from desktop.services.counter import intake_choices
from desktop.services.drafts import drafts, save_draft
from desktop.services.work import Actor
from desktop.views.intake.intake_state import from_fields
from tests.views.intake.conftest import COUNTER, Desk

CTRL = Qt.KeyboardModifier.ControlModifier
FACTS = "买的电饭煲用了两天就不通电，要求换货。"


def _kept(desk: Desk) -> list[str]:
    desk.settle_down()
    return [from_fields(row.fields).facts for row in drafts(desk.site.gateway)]


def test_a_draft_saves_itself_within_two_seconds(at_intake: Desk) -> None:
    desk = at_intake
    with desk.qtbot.waitSignal(desk.page.draft_saved, timeout=5000) as saved:
        desk.write(FACTS)
    assert saved.args[0] > 1_700_000_000_000_000
    assert _kept(desk) == [FACTS]


def test_leaving_the_page_saves_at_once_and_the_next_person_takes_over(at_intake: Desk) -> None:
    desk = at_intake
    desk.write(FACTS)
    desk.find("name_edit").setText("王")
    desk.find("amount_edit").setText("三百")
    before = desk.page.form.state()
    desk.window.show_page("today")
    assert _kept(desk) == [FACTS]
    desk.window.drop_pages()
    gateway = desk.site.gateway
    gateway.actor = replace(gateway.actor, name="陈涛")
    desk.window.show_page("intake")
    desk.qtbot.waitUntil(lambda: not desk.page.shelf.isHidden())
    desk.settle_down()
    assert desk.page.form.state().is_blank
    assert "李晓敏" in desk.find("draft_0_button").text()
    desk.click("draft_0_button")
    desk.settle_down()
    assert desk.page.form.state() == before
    assert desk.page.shelf.isHidden()
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    assert desk.newest().facts.startswith(FACTS)
    assert _kept(desk) == []


def test_the_lock_wipes_nothing_and_the_draft_stays_whose_it_is(at_intake: Desk) -> None:
    desk = at_intake
    desk.write(FACTS)
    desk.page.keep_draft()
    desk.site.gateway.actor = Actor.unattended()
    desk.settle_down()
    (row,) = drafts(desk.site.gateway)
    assert (row.by, row.counter) == ("李晓敏", COUNTER)


def test_closing_the_window_keeps_what_was_typed(at_intake: Desk) -> None:
    desk = at_intake
    desk.write(FACTS)
    desk.window.close()
    assert desk.jobs.shutdown(10_000)
    assert _kept(desk) == [FACTS]


def test_several_drafts_wait_side_by_side(at_intake: Desk) -> None:
    desk = at_intake
    for words in ("第一位顾客", "第二位顾客", "第三位顾客", "第四位顾客"):
        desk.write(words)
        desk.press(Qt.Key.Key_S, CTRL)
        assert desk.page.form.state().is_blank
    desk.settle_down()
    assert "4" in desk.find("draft_count_label").text()
    assert desk.find("draft_more_button").text() == "另有 1 份"
    desk.write("第五位顾客")
    desk.page.take_over(desk.page.shelf.rows[3])
    desk.settle_down()
    assert desk.find("facts_edit").toPlainText() == "第一位顾客"
    assert sorted(_kept(desk)) == sorted(f"第{n}位顾客" for n in "一二三四五")
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    assert sorted(_kept(desk)) == sorted(f"第{n}位顾客" for n in "二三四五")


def test_a_discarded_draft_comes_back(at_intake: Desk) -> None:
    desk = at_intake
    desk.write(FACTS)
    desk.page.put_aside()
    desk.settle_down()
    desk.click("draft_0_drop_button")
    assert _kept(desk) == []
    assert desk.page.shelf.isHidden()
    desk.qtbot.mouseClick(desk.page.message_bar.action_button, Qt.MouseButton.LeftButton)
    assert _kept(desk) == [FACTS]
    assert not desk.page.shelf.isHidden()


def test_what_was_cleared_again_leaves_no_draft(at_intake: Desk) -> None:
    desk = at_intake
    desk.write(FACTS)
    desk.page.keep_draft()
    assert _kept(desk) == [FACTS]
    desk.find("facts_edit").clear()
    desk.page.keep_draft()
    assert _kept(desk) == []


def test_another_counters_drafts_are_its_own(desk: Desk) -> None:
    save_draft(desk.site.gateway, {"facts": "别的柜台"}, "二号服务台")
    desk.window.show_page("intake")
    desk.settle_down()
    assert desk.page.shelf.isHidden()


def test_a_draft_keeps_paths_and_says_that_pictures_are_gone(
    at_intake: Desk, tmp_path: Path
) -> None:
    desk = at_intake
    desk.write(FACTS)
    evidence = desk.page.form.person.evidence
    evidence.hold_files([tmp_path / "小票.pdf"])
    evidence.hold_picture(QImage(8, 8, QImage.Format.Format_RGB32))
    desk.page.put_aside()
    desk.settle_down()
    desk.click("draft_0_button")
    assert [piece.name for piece in evidence.held] == ["小票.pdf"]
    assert "1 张" in desk.page.message_bar.sentence


def test_about_me_does_not_pass_to_who_takes_the_desk_over(at_intake: Desk) -> None:
    desk = at_intake
    gateway = desk.site.gateway
    me = gateway.actor.staff
    other = next(c for c in gateway.call(intake_choices).colleagues if c.uid != me)
    desk.write(FACTS)
    desk.find("about_me_check").click()
    desk.window.show_page("today")
    desk.settle_down()
    gateway.actor = replace(gateway.actor, staff=other.uid, name=other.name, signer=None)
    desk.window.show_page("intake")
    desk.settle_down()
    assert not desk.find("about_me_check").isChecked()
    assert desk.find("respondent_picker").currentText() == "李晓敏"
    assert desk.find("promise_by_choice").currentText() == other.name
    assert desk.find("settle_on_spot_button").isEnabled()
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.settle_down()
    assert desk.newest().respondent_staff == "李晓敏"


def test_a_site_open_for_reading_only_says_that_nothing_is_kept(at_intake: Desk) -> None:
    desk = at_intake
    desk.write(FACTS)
    with desk.qtbot.waitSignal(desk.page.draft_saved, timeout=5000):
        desk.page.keep_draft()
    refused: list[object] = []
    desk.page.keeper.save_failed.connect(refused.append)
    desk.site.gateway.read_only = LedgerError("ledger.restored", found=3)
    with desk.qtbot.waitSignal(desk.page.keeper.save_failed, timeout=5000):
        desk.write("后来又写的")
    assert "先用纸记下" in desk.page.message_bar.sentence
    assert desk.page.form.state().facts == FACTS + "后来又写的"
    desk.page.keep_draft()
    desk.settle_down()
    assert len(refused) == 1  # told once, not every two seconds
    assert _kept(desk) == [FACTS]  # what was kept before can still be read
    desk.site.gateway.read_only = None
    with desk.qtbot.waitSignal(desk.page.draft_saved, timeout=5000):
        desk.page.keep_draft()
    assert _kept(desk) == [FACTS + "后来又写的"]
