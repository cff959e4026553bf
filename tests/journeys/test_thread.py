"""The thread: from a voice in a session to a recorded collaboration, each step by the person whose step it is.

One journey in seven steps; each finds by its title what the step before left behind. Every page it rests on is clean in both widths.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from demo.people import WORD
from tests.journeys.house import Walk, axe

TODAY = datetime.now(ZoneInfo("Asia/Tokyo")).date()
SESSION = "花壇と緑のこれからを話す会"
VOICE = "駅前の花壇は夏の水やりが続かない。近くの人と団体と市で、当番を分け合えないか。"
NEED = "駅前花壇の夏の水やりを分け合う仲間"
OFFER = "花壇の水やり当番を組めます"
MENU_ITEM = "花壇の苗と道具をお貸しします"
QUESTION = "公園の花壇で子どもと球根を植えたい"
COUNTER = "広場で朗読会を開きたい"
COLLAB = "駅前花壇の夏の水やり当番"

PASTED = "\n".join(
    [
        "A. 市職員の協働意識\t"
        + " ".join(
            ["市の職員に協働の考え方がまだ広まっていない。", "担当が替わると話が一から戻ってしまう。"]
        ),
        "C. 情報の発信と共有\t" + VOICE,
    ]
)


def test_from_a_voice_to_a_recorded_collaboration(walk: Walk, tmp_path: Path) -> None:
    voice = step_1_a_session_and_its_opinions(walk)
    step_2_an_answer_side_by_side(walk, voice)
    need = step_3_a_seed_an_offer_a_menu_item(walk, voice)
    step_4_two_consultations(walk, tmp_path)
    match = step_5_two_sides_at_one_table(walk, need)
    step_6_a_recorded_collaboration(walk, match)
    step_7_the_officer_changes(walk)


def save(page: Page, name: str = "") -> None:
    """Press the form's button and wait for the page that answers."""
    button = (
        page.get_by_role("button", name=name, exact=True)
        if name
        else page.locator("main form.form button:not([type=button])").first
    )
    button.click()
    page.wait_for_load_state()
    refused = page.locator(".notice.error.summary")
    assert refused.count() == 0, f"{page.url}: {refused.first.inner_text()}"


def move(page: Page, label: str) -> None:
    """A button of the record's row, and the page that asks before it acts."""
    page.get_by_role("link", name=label, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        re.compile("".join(f"{re.escape(c)}\\s*" for c in label))
    )


def unfold(page: Page) -> None:
    """Open what is shown on demand."""
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")


def step_1_a_session_and_its_opinions(walk: Walk) -> str:
    sec = walk.person("sec")
    sec.goto("/minato/gatherings/new/")
    axe(sec)
    sec.fill("[name=title]", SESSION)
    sec.fill("[name=day]", (TODAY - timedelta(days=2)).isoformat())
    sec.fill("[name=starts]", "14:00")
    sec.fill("[name=ends]", "16:00")
    sec.fill("[name=place]", "みなと交流館")
    sec.select_option("[name=organiser]", label="協働推進課")
    sec.fill("[name=attendance-0-category]", "市民活動団体")
    sec.fill("[name=attendance-0-groups]", "3")
    sec.fill("[name=attendance-0-people]", "5")
    sec.fill("[name=agenda-0-title]", "花壇の困りごと")
    sec.fill("[name=agenda-0-moderator]", "協働推進課 担当")
    save(sec, "保存する")
    axe(sec)
    move(sec, "開催済みにする")
    save(sec)
    move(sec, "見せる範囲を変える")
    sec.select_option("[name=visibility]", "public")
    save(sec)
    sec.get_by_role("link", name="声をまとめて貼り付ける").click()
    sec.fill("[name=pasted]", PASTED)
    sec.select_option("[name=scheme]", index=1)
    axe(sec)
    save(sec, "分け方を確かめる")
    axe(sec)
    save(sec, "取り込む")
    axe(sec)
    sec.get_by_role("row", name=re.compile("駅前の花壇は夏の水やり")).get_by_role("link").first.click()
    axe(sec)
    return sec.url


def step_2_an_answer_side_by_side(walk: Walk, voice: str) -> None:
    sec, lia, head = walk.person("sec"), walk.person("lia"), walk.person("dhead")
    sec.goto(voice)
    move(sec, "担当課を決める")
    sec.select_option("[name=department]", label="公園緑地課")
    save(sec)
    lia.goto(voice)
    move(lia, "答えの案を書く")
    axe(lia)
    lia.locator("[name=kind]").first.check()
    lia.fill("[name=text]", "来年の夏から、市が道具と水を用意し、当番表を団体といっしょに作ります。")
    save(lia)
    head.goto(voice)
    move(head, "承認する")
    save(head)
    sec.goto(voice)
    move(sec, "答えを公開する")
    save(sec)
    expect(sec.get_by_text(re.compile("公開を元に戻せます"))).to_be_visible()
    move(sec, "公開を元に戻す")
    save(sec)
    move(sec, "答えを公開する")
    save(sec)
    resident = walk.visitor()
    resident.goto("/minato/voices/")
    axe(resident)
    said = resident.locator(".said", has_text=VOICE)
    expect(said).to_contain_text("当番表を団体といっしょに作ります")


def step_3_a_seed_an_offer_a_menu_item(walk: Walk, voice: str) -> str:
    lia, sec, group, head = (walk.person(key) for key in ("lia", "sec", "grep", "dhead"))
    lia.goto(voice)
    lia.get_by_role("link", name="この声から種を作る").click()
    axe(lia)
    lia.get_by_label("必要", exact=True).check()
    lia.select_option("[name=actor]", label="公園緑地課")
    lia.fill("[name=title]", NEED)
    lia.fill("[name=what]", "6月から9月、駅前花壇の水やりと植え替えを、近くの方と団体と市で分け合います。")
    lia.fill("[name=why]", "通る人は多いのに、夏は土が乾いて苗が枯れます。")
    lia.fill("[name=when]", "6月から9月、朝か夕方に15分")
    lia.get_by_label("じっくり続ける").check()
    unfold(lia)
    lia.fill("[name=wants_people]", "水やりの当番に入る人")
    lia.fill("[name=gives_goods]", "じょうろと苗")
    lia.fill("[name=cannot]", "人件費は出せません。")
    lia.get_by_label("環境", exact=True).check()
    save(lia, "下書きとして保存する")
    need = lia.url
    axe(lia)
    move(lia, "確認に出す")
    save(lia)
    agree(head, need)
    publish(sec, need)
    group.goto("/minato/seeds/new/")
    group.get_by_label("提供", exact=True).check()
    group.fill("[name=title]", OFFER)
    group.fill("[name=what]", "会員12人で、駅前や公園の花壇の水やりと植え替えの当番を組めます。")
    group.fill("[name=why]", "会で覚えた手入れを、駅前でも生かしたいからです。")
    group.fill("[name=when]", "週に2日、朝")
    group.get_by_label("軽く一度だけ").check()
    unfold(group)
    group.fill("[name=gives_people]", "水やりの当番12人")
    group.fill("[name=cannot]", "雨の日の植え替えはできません。")
    group.get_by_label("環境", exact=True).check()
    save(group, "下書きとして保存する")
    offer = group.url
    move(group, "確認に出す")
    save(group)
    publish(sec, offer)
    lia.goto("/minato/menu/new/")
    axe(lia)
    lia.fill("[name=title]", MENU_ITEM)
    lia.select_option("[name=form]", label="会場・物品提供")
    lia.fill("[name=can]", "花壇の手入れに使う苗、土、じょうろをお貸しします。")
    save(lia, "保存する")
    publish(sec, lia.url)
    resident = walk.visitor()
    resident.goto("/minato/seeds/?q=駅前花壇")
    expect(resident.get_by_role("link", name=NEED).first).to_be_visible()
    axe(resident)
    resident.goto("/minato/menu/")
    axe(resident)
    resident.goto(lia.url)
    expect(resident.get_by_role("heading", level=1)).to_be_visible()
    axe(resident)
    return need


def agree(head: Page, seed: str) -> None:
    """The head of the department lets it go out."""
    head.goto(seed)
    head.get_by_role("button", name=re.compile("了承")).or_(
        head.get_by_role("link", name=re.compile("了承"))
    ).first.click()
    if "/agree/" in head.url:
        save(head)


def publish(sec: Page, address: str) -> None:
    sec.goto(address)
    move(sec, "公開する")
    save(sec)
    expect(sec.get_by_text(re.compile("募集中|公開中")).first).to_be_visible()


def step_4_two_consultations(walk: Walk, tmp_path: Path) -> None:
    paper = tmp_path / "花壇の図.txt"
    paper.write_text("入口の右の花壇")
    resident, sec, centre, lia = (
        walk.visitor("resident"),
        walk.person("sec"),
        walk.person("cen"),
        walk.person("lia"),
    )
    resident.goto("/minato/consultations/new/")
    axe(resident)
    resident.fill("[name=subject]", QUESTION)
    resident.fill("[name=body]", "近くの公園の花壇に、幼稚園の子どもたちと秋に球根を植えたいです。")
    resident.set_input_files("[name=attachments]", paper)
    resident.select_option("[name=asker_kind]", label="個人")
    resident.fill("[name=asker_name]", "みなと 花子")
    resident.fill("[name=asker_mail]", "hanako@example.jp")
    resident.get_by_label("市の担当課に内容を見せてよい").check()
    resident.wait_for_timeout(4000)  # who answers faster than a person reads is taken for a machine
    save(resident, "送る")
    axe(resident)
    number = re.search(r"20\d\d-C-\d{4}", resident.locator("main").inner_text())
    assert number is not None
    link = resident.locator("main a[href*='/c/']").first.get_attribute("href")
    assert link is not None

    centre.goto("/minato/desk/new/")
    axe(centre)
    centre.select_option("[name=channel]", label="窓口")
    centre.fill("[name=subject]", COUNTER)
    centre.fill("[name=body]", "広場で月に一度、朗読会を開きたいそうです。")
    centre.select_option("[name=asker_kind]", label="市民活動団体・NPO")
    centre.fill("[name=asker_name]", "朗読の会")
    centre.get_by_label("市の担当課に見せることに同意を得た").check()
    save(centre)
    expect(centre).to_have_url(re.compile("/slip/"))
    axe(centre)

    sec.goto("/minato/desk/list/?q=球根")
    axe(sec)
    sec.get_by_role("link", name=re.compile(f"{number.group()}|{QUESTION}")).first.click()
    case = sec.url
    axe(sec)
    move(sec, "整理を始める")
    for name in ("public_benefit", "in_plan", "money"):
        sec.locator(f"[name={name}][value=yes]").check()
    save(sec)
    expect(sec.get_by_text("担当課の候補")).to_be_visible()
    move(sec, "担当課に照会する")
    axe(sec)
    for department in ("公園緑地課", "保育課"):
        sec.get_by_label(re.compile(department)).first.check()
    save(sec)

    lia.goto(case)
    axe(lia)
    lia.get_by_label("内部メモ").last.fill("去年も同じ公園で相談があった。")
    lia.get_by_role("button", name="メモを残す").click()
    lia.get_by_role("link", name="相談した人に返事を書く").click()
    axe(lia)
    lia.get_by_label("返事").fill("10月なら植えられます。苗はこちらで用意します。")
    save(lia)

    resident.goto(link)
    axe(resident)
    thread = resident.locator("main").inner_text()
    assert "10月なら植えられます" in thread
    assert "去年も同じ公園で相談があった" not in thread
    assert "保育課" in thread


def step_5_two_sides_at_one_table(walk: Walk, need: str) -> str:
    sec, lia, group = walk.person("sec"), walk.person("lia"), walk.person("grep")
    sec.goto(need)
    sec.get_by_role("link", name="相手の候補を見る").click()
    axe(sec)
    expect(sec.get_by_text("この組み合わせの理由").first).to_be_visible()
    sec.get_by_role("button", name="花と水やりの会を候補にする").click()
    match = sec.url
    axe(sec)
    board = walk.visitor()
    board.goto("/minato/seeds/?q=駅前花壇")
    expect(board.locator(".card", has_text=NEED).first).to_contain_text("相談中")
    move(sec, "双方に打診する")
    sec.fill("[name=can_do]", "道具と苗、広報への掲載")
    sec.fill("[name=cannot_do]", "人件費の負担")
    save(sec)
    for person, side in ((lia, "公園緑地課"), (group, "花と水やりの会")):
        person.goto(match)
        assert person.get_by_role("link", name="連絡先を見る").count() == 0
        person.get_by_role("link", name=f"{side}として返事をする").click()
        axe(person)
        person.get_by_label("会って話したい").check()
        save(person, "返事を送る")
    group.get_by_role("link", name="連絡先を見る").click()
    axe(group)
    expect(group.get_by_text("lia@example.jp")).to_be_visible()
    sec.goto(match)
    move(sec, "面談の日を決める")
    sec.fill("[name=meets_at]", f"{TODAY + timedelta(days=7)}T14:00")
    sec.fill("[name=place]", "みなと交流館 小会議室")
    save(sec)
    for person, side, who in (
        (lia, "公園緑地課", "通る人みんな"),
        (group, "花と水やりの会", "水をやる人が足りない私たち"),
    ):
        person.goto(match)
        person.get_by_role("link", name=f"{side}の欄を書く").click()
        person.fill("[name=who]", who)
        save(person, "保存する")
    row = group.get_by_role("row", name=re.compile("困っているのは誰"))
    expect(row).to_contain_text("通る人みんな")
    expect(row).to_contain_text("水をやる人が足りない私たち")
    axe(group)
    group.get_by_role("link", name="面談の資料（A4）").click()
    axe(group)
    sec.goto(match)
    move(sec, "面談を記録する")
    sec.fill("[name=shared_problem]", "夏の水やりの人手")
    sec.fill("[name=next_steps]", "団体：当番表。課：じょうろと水栓の鍵。")
    save(sec)
    return match


def step_6_a_recorded_collaboration(walk: Walk, match: str) -> None:
    sec, lia, group, resident = walk.person("sec"), walk.person("lia"), walk.person("grep"), walk.visitor()
    before = recorded(resident)
    sec.goto(match)
    sec.get_by_role("link", name="軽い協働を記録する").click()
    axe(sec)
    sec.fill("[name=title]", COLLAB)
    sec.select_option("[name=form]", label="事業協力・協定")
    sec.fill("[name=what]", "6月から9月、週に3回の水やりを当番で分け合った。")
    sec.fill("[name=result]", "枯れた苗は3株だけだった。")
    sec.locator("[name=publish_now]").check()
    save(sec, "記録する")
    collab = sec.url
    axe(sec)
    for person, line in ((lia, "市だけでは続かなかった"), (group, "顔なじみが増えた")):
        person.goto(collab)
        person.get_by_role("link", name=re.compile("ひとこと")).first.click()
        person.fill("[name=text]", line)
        person.locator("[name=score][value='5']").check()
        save(person)
    resident.goto(collab)
    axe(resident)
    trail = resident.locator("ol.trail").inner_text()
    for stop in (SESSION, VOICE[:20], NEED, COLLAB):
        assert stop in trail.replace("\n", ""), trail
    expect(resident.get_by_text("市だけでは続かなかった")).to_be_visible()
    expect(resident.get_by_text("顔なじみが増えた")).to_be_visible()
    assert recorded(resident) == before + 1


def recorded(page: Page) -> int:
    """The year's figure of recorded collaborations, as the public page says it."""
    page.goto("/minato/figures/")
    axe(page)
    row = page.get_by_role("row", name=re.compile("記録された協働")).inner_text()
    found = re.search(r"(\d+)件", row)
    assert found is not None, row
    return int(found.group(1))


def step_7_the_officer_changes(walk: Walk) -> None:
    adm, head, heir, lia = walk.person("adm"), walk.person("dhead"), walk.person("dept"), walk.person("lia")
    lia.goto("/minato/work/")
    axe(lia)
    assert lia.locator("section[aria-labelledby=mine] tbody tr").count() > 0
    # Without a successor the head of the unit and the section see what she held.
    role_of(adm, "公園緑地課", "長谷 千景")
    adm.get_by_role("link", name="終える", exact=True).click()
    prove(adm)
    adm.fill("[name=ends_on]", yesterday())
    save(adm)
    # With one, the successor inherits.
    officer = role_of(adm, "保育課", "")
    adm.get_by_role("link", name="後任を決める").click()
    prove(adm)
    axe(adm)
    adm.fill("[name=email]", "dept@example.jp")
    adm.fill("[name=starts_on]", TODAY.isoformat())
    save(adm)
    walk.house.manage("work", "--once")
    head.goto("/minato/work/")
    expect(head.get_by_role("heading", name="担当者がいないもの")).to_be_visible()
    axe(head)
    section = walk.person("sec")
    section.goto("/minato/work/")
    expect(section.get_by_role("heading", name="担当者がいないもの")).to_be_visible()
    heir.goto("/minato/handover/")
    expect(heir.get_by_role("heading", name=re.compile("前任から"))).to_be_visible()
    axe(heir)
    heir.locator("main tbody a").first.click()
    expect(heir.get_by_text(officer).first).to_be_visible()
    axe(heir)
    heir.goto("/minato/handover/")
    heir.get_by_role("button", name="選んだものを引き受ける").click()
    heir.goto("/minato/work/")
    assert heir.locator("section[aria-labelledby=mine] tbody tr").count() > 0


def yesterday() -> str:
    return (TODAY - timedelta(days=1)).isoformat()


def role_of(page: Page, unit: str, person: str) -> str:
    """Open the page of the liaison officer of a unit; whose it is."""
    page.goto(f"/minato/people/?q={person or unit}&code=LIA")
    prove(page)
    axe(page)
    row = page.get_by_role("row", name=re.compile(f"{unit}.*{person}|{person}.*{unit}")).first
    row.get_by_role("link").first.click()
    return page.locator("dd").first.inner_text()


def prove(page: Page) -> None:
    """Say the password again, where that is asked."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("パスワード").fill(WORD)
        page.locator("main form button").first.click()
        page.wait_for_load_state()
