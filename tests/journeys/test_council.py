"""A council leaves its trace: notes, a quick report at once, a member's correction, the final record at the same address."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.journeys.house import Walk, axe
from tests.journeys.test_thread import move, save, unfold

YESTERDAY = datetime.now(ZoneInfo("Asia/Tokyo")).date() - timedelta(days=1)
COUNCIL = "みなと市協働推進会議"
SAID = "広報紙は九割の家に届いている。"
MENDED = "広報紙は八割の家に届いている。"
DECIDED = "次の号に協働の特集を載せる。"
SECRET = "候補は三つの団体に決まった。"


def test_from_notes_to_the_final_record(walk: Walk) -> None:
    session = step_1_a_session_is_held(walk)
    step_2_notes_become_the_quick_report(walk, session)
    step_3_a_member_asks_for_a_correction(walk, session)
    step_4_the_final_record_takes_its_place(walk, session)


def step_1_a_session_is_held(walk: Walk) -> str:
    sec = walk.person("sec")
    sec.goto("/minato/gatherings/new/")
    sec.select_option("[name=kind]", "committee")
    sec.select_option("[name=council]", label=COUNCIL)
    sec.fill("[name=title]", COUNCIL)
    sec.fill("[name=term]", "8")
    sec.fill("[name=round_number]", "99")
    sec.fill("[name=day]", YESTERDAY.isoformat())
    sec.fill("[name=starts]", "14:00")
    sec.fill("[name=ends]", "16:00")
    sec.select_option("[name=organiser]", label="協働推進課")
    sec.fill("[name=attendance-0-category]", "公募の委員")
    sec.fill("[name=attendance-0-people]", "4")
    sec.fill("[name=agenda-0-number]", "1")
    sec.fill("[name=agenda-0-title]", "広報の進め方")
    sec.fill("[name=agenda-1-number]", "2")
    sec.fill("[name=agenda-1-title]", "表彰の候補")
    sec.check("[name=agenda-1-is_closed]")
    unfold(sec)
    sec.fill("[name=agenda-1-closed_reason]", "個人に関わるため")
    save(sec, "保存する")
    session = sec.url
    move(sec, "開催済みにする")
    save(sec)
    move(sec, "見せる範囲を変える")
    sec.select_option("[name=visibility]", "public")
    save(sec)
    return session


def note(page: Page, item: str, kind: str, text: str, heading: str = "") -> None:
    page.select_option("[name=item]", label=item)
    page.select_option("[name=kind]", kind)
    page.fill("[name=text]", text)
    page.fill("[name=heading]", heading)
    save(page, "書きとめる")


def step_2_notes_become_the_quick_report(walk: Walk, session: str) -> None:
    sec, head, visitor = walk.person("sec"), walk.person("sech"), walk.visitor()
    assert visitor.goto(f"{session}record/").status == 404  # type: ignore[union-attr]
    sec.goto(f"{session}notes/")
    note(sec, "1 広報の進め方", "statement", SAID, "届き方")
    note(sec, "1 広報の進め方", "decision", DECIDED)
    note(sec, "2 表彰の候補", "outcome", SECRET)
    axe(sec)
    head.goto(f"{session}report/")
    expect(head.get_by_text(SAID)).to_be_visible()
    expect(head.get_by_text(SECRET)).to_have_count(0)
    axe(head)
    move(head, "速報を公開する")
    save(head)
    visitor.goto(f"{session}record/")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("結果速報")
    expect(visitor.get_by_text(SAID)).to_be_visible()
    expect(visitor.get_by_text(SECRET)).to_have_count(0)
    axe(visitor)


def step_3_a_member_asks_for_a_correction(walk: Walk, session: str) -> None:
    sec, mem = walk.person("sec"), walk.person("mem")
    sec.goto(session)
    sec.get_by_role("button", name="会議録を作る").click()
    move(sec, "委員に確認を頼む")
    save(sec)
    mem.goto(f"{session}minutes/")
    axe(mem)
    mem.locator("li", has_text=SAID).get_by_role("link", name="直してほしい").click()
    axe(mem)
    mem.fill("[name=wanted]", MENDED)
    save(mem, "事務局に伝える")
    sec.goto(f"{session}minutes/")
    sec.get_by_role("link", name=MENDED).click()
    move(sec, "直す")
    save(sec)
    expect(sec.get_by_text("直した", exact=True).first).to_be_visible()


def step_4_the_final_record_takes_its_place(walk: Walk, session: str) -> None:
    chair, head, visitor = walk.person("chair"), walk.person("sech"), walk.visitor()
    chair.goto(f"{session}minutes/")
    move(chair, "会議録を確定する")
    save(chair)
    head.goto(f"{session}minutes/")
    move(head, "会議録を公開する")
    head.fill("[name=reason]", "届いている家の割合を直しました。")
    save(head)
    visitor.goto(f"{session}record/")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("会議録")
    changed = visitor.locator("li", has_text=MENDED)
    expect(changed.locator("ins")).to_contain_text(MENDED)
    expect(changed.locator("del")).to_contain_text(SAID)
    expect(visitor.get_by_text(SECRET)).to_have_count(0)
    axe(visitor)
    plain = visitor.request.get(f"{session}record/?format=txt").text()
    assert MENDED in re.sub(r"\s", "", plain)
    assert SECRET not in re.sub(r"\s", "", plain)
