"""From public records to a newsletter in everybody's hands: picked, put in order, looked at, tried, checked, published, sent."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.journeys.house import Walk, axe
from tests.journeys.test_thread import move, save

DAY = datetime.now(ZoneInfo("Asia/Tokyo")).date().isoformat()
TITLE = "みなと協働だより"
OWN_WORDS = "来月の集まりは、港の公園で開きます。"


def test_from_records_to_a_newsletter(walk: Walk) -> None:
    sec = walk.person("sec")
    address = step_1_it_is_begun(sec)
    step_2_records_are_picked_and_put_in_order(sec, address)
    step_3_it_is_looked_at_and_tried(sec, address)
    step_4_it_is_checked_and_published(walk, sec, address)
    step_5_it_is_sent_to_those_named(sec, address)
    step_6_everybody_reads_it(walk, address)


def step_1_it_is_begun(sec: Page) -> str:
    sec.goto("/minato/publications/new/")
    axe(sec)
    sec.get_by_label("題名").fill(TITLE)
    sec.get_by_label("見出し", exact=True).fill("秋の集まりから")
    sec.locator("[name=issued_on]").fill(DAY)
    save(sec)
    return re.sub(r"https?://[^/]+", "", sec.url)


def step_2_records_are_picked_and_put_in_order(sec: Page, address: str) -> None:
    sec.goto(f"{address}pick/?source=voice")
    axe(sec)
    for box in sec.locator("[name=pick]").all()[:2]:
        box.check()
    sec.get_by_role("button", name="選んだ記録を加える").click()
    sec.get_by_role("link", name="文章を書く").click()
    sec.get_by_label("見出し", exact=True).fill("おしらせ")
    sec.get_by_label("内容", exact=True).fill(OWN_WORDS)
    save(sec)
    sec.get_by_label("「おしらせ」の順").fill("0")
    sec.get_by_role("button", name="並びを保存する").click()
    expect(sec.locator("tbody tr").first).to_contain_text("おしらせ")
    axe(sec)


def step_3_it_is_looked_at_and_tried(sec: Page, address: str) -> None:
    sec.goto(f"{address}preview/")
    for look in ("スマートフォン", "パソコン", "A4の紙"):
        sec.get_by_role("link", name=look).click()
        expect(sec.locator(".look")).to_contain_text(OWN_WORDS)
    axe(sec)
    with sec.expect_download() as paper:
        sec.get_by_role("link", name="PDF").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    sec.get_by_role("button", name="試しに送る").click()
    expect(sec.locator("main")).to_contain_text("試しのメールを送ります")


def step_4_it_is_checked_and_published(walk: Walk, sec: Page, address: str) -> None:
    sec.goto(address)
    move(sec, "確認に回す")
    save(sec)
    head = walk.person("sech")
    head.goto(address)
    move(head, "公開する")
    save(head)
    expect(head.locator("main")).to_contain_text("公開中")


def step_5_it_is_sent_to_those_named(sec: Page, address: str) -> None:
    sec.goto(f"{address}send/")
    sec.get_by_label("各課の協働推進員").check()
    sec.get_by_role("button", name="この送り先を出す").click()
    axe(sec)
    button = sec.get_by_role("button", name=re.compile(r"\d+人に送る"))
    count = re.sub(r"\D", "", button.inner_text())
    expect(sec.locator("main")).to_contain_text(f"次の{count}人に")
    button.click()
    expect(sec.locator("main")).to_contain_text(f"{count}人へ送りました")


def step_6_everybody_reads_it(walk: Walk, address: str) -> None:
    page = walk.visitor()
    page.goto("/minato/publications/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator("article")).to_contain_text(OWN_WORDS)
    axe(page)
