"""From an outline to a revised report: written, commented on by a member and by the public, answered, the change shown."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.journeys.house import Walk, axe
from tests.journeys.test_thread import move, save

TODAY = datetime.now(ZoneInfo("Asia/Tokyo")).date()
TITLE = "本町ひろばの使い方の案"
BODY = "ひろばは朝八時から使える。\n音の出る催しは市に届け出る。"
NEW_BODY = "ひろばは朝七時から使える。\n音の出る催しは市に届け出る。"
MEMBER = "朝の体操の人たちのために、七時からにしてほしい。"
VISITOR = "届け出は電話でもできるようにしてください。"


def test_from_an_outline_to_a_revised_report(walk: Walk) -> None:
    sec = walk.person("sec")
    address = step_1_an_outline_becomes_a_rough_draft(sec)
    step_2_a_member_comments_on_a_paragraph(walk, sec, address)
    step_3_answered_and_told(sec, address)
    step_4_the_text_is_revised(sec, address)
    step_5_everybody_is_asked(walk, sec, address)


def step_1_an_outline_becomes_a_rough_draft(sec: Page) -> str:
    sec.goto("/minato/drafts/new/")
    axe(sec)
    sec.fill("[name=title]", TITLE)
    sec.get_by_label("検討する会議体").select_option(label="みなと市協働推進会議")
    sec.fill("[name=outline]", "第1章 ひろば\n1 使える時間\n")
    save(sec)
    address = re.sub(r"https?://[^/]+", "", sec.url)
    sec.goto(f"{address}text/")
    sec.get_by_role("link", name=re.compile(r"書く\s*：使える時間")).click()
    sec.fill("[name=body]", BODY)
    save(sec)
    axe(sec)
    sec.goto(address)
    move(sec, "素案にする")
    save(sec)
    axe(sec)
    return address


def step_2_a_member_comments_on_a_paragraph(walk: Walk, sec: Page, address: str) -> None:
    sec.goto(address)
    move(sec, "委員と課に意見を聞く")
    save(sec)
    member = walk.person("mem")
    member.goto(f"{address}editions/1/")
    axe(member)
    member.get_by_role("link", name="この段落に意見を書く").first.click()
    expect(member.locator("blockquote.quote")).to_have_text("ひろばは朝八時から使える。")
    axe(member)
    member.fill("[name=text]", MEMBER)
    save(member)
    expect(member.locator("main")).to_contain_text(MEMBER)
    axe(member)


def step_3_answered_and_told(sec: Page, address: str) -> None:
    sec.goto(address)
    sec.get_by_role("link", name="委員・課への照会").first.click()
    axe(sec)
    sec.get_by_role("link", name=re.compile("^意見 ")).first.click()
    move(sec, "答える")
    axe(sec)
    sec.get_by_label("反映する", exact=True).check()
    sec.fill("[name=reply]", "体操の時間に合わせ、七時からにします。")
    save(sec)
    sec.goto(address)
    move(sec, "意見をもとに見直す")
    save(sec)
    sec.get_by_role("link", name="委員・課への照会").first.click()
    move(sec, "意見と答えを公表する")
    save(sec)


def step_4_the_text_is_revised(sec: Page, address: str) -> None:
    sec.goto(f"{address}text/")
    sec.get_by_role("link", name=re.compile(r"書く\s*：使える時間")).click()
    sec.fill("[name=body]", NEW_BODY)
    save(sec)
    sec.goto(address)
    move(sec, "案にする")
    sec.fill("[name=reason]", "使える時間を早めた。")
    save(sec)
    sec.get_by_role("link", name="版と版のちがいを見る").click()
    expect(sec.locator("ins")).to_contain_text("七")
    expect(sec.locator("del")).to_contain_text("八")
    axe(sec)


def step_5_everybody_is_asked(walk: Walk, sec: Page, address: str) -> None:
    sec.goto(address)
    move(sec, "市民の意見を募集する")
    sec.fill("[name=closes_on]", (TODAY + timedelta(days=30)).isoformat())
    save(sec)
    visitor = walk.visitor()
    visitor.goto("/minato/drafts/")
    visitor.get_by_role("link", name=TITLE).first.click()
    visitor.get_by_role("link", name="本文を読んで意見を出す").first.click()
    passage = visitor.locator(".passage span").nth(1)
    passage.select_text()
    visitor.get_by_role("link", name="選んだ文に意見を書く").click()
    expect(visitor.locator("blockquote.quote")).to_have_text("音の出る催しは市に届け出る。")
    axe(visitor)
    visitor.fill("[name=text]", VISITOR)
    visitor.wait_for_timeout(3100)  # a form sent faster than a person types is not taken
    save(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("意見を受け付けました")
    axe(visitor)
    visitor.get_by_role("link", name="専用ページを開く").click()
    expect(visitor.locator("main")).to_contain_text(VISITOR)
    axe(visitor)
