"""What is published from the records of the seed documents holds every fact of the originals, in the same order.

A fact is a pair: how the original has it, and how ours has it (in our words). The originals lie beside the checkout only.
"""

import re
from datetime import date

import pytest

from demo import seeds_kanagawa, seeds_kawasaki
from tests.shared_documents import seed
from tomoni.core import documents
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.gatherings.actions.keeping import readable
from tomoni.gatherings.documents import document as record_of
from tomoni.gatherings.models import RecordEdition
from tomoni.operations.demo.load import fill
from tomoni.publishing.documents import of
from tomoni.publishing.models import Publication

KAWASAKI = (
    ("かわさき協働通信", "かわさき協働通信"),
    ("川崎市総合企画局自治推進部", "川崎市総合企画局自治推進部"),
    ("提言に向けて審議", "提言へ、報告書の素案を審議"),
    ("第7回", "第7回"),
    ("平成27年8月26日", "平成27年8月26日"),
    ("第3庁舎総合企画局会議室", "第3庁舎の総合企画局会議室"),
    ("前回の審議を踏まえて", "前の回の審議をもとに"),
    ("素案に関する意見交換", "素案についての意見交換"),
    ("3章構成", "3つの章"),
    ("第1章では", "第1章は"),
    ("第2章では", "第2章は"),
    ("第3章では", "第3章は"),
    ("第1章 委員会設置の背景", "第1章 設置の背景"),
    ("第2章 多様な主体", "第2章 主題ごと"),
    ("第3章 今後の", "第3章 方向性の提言"),
    ("基本方針の策定に向けて 【", "1. 基本方針に向けて"),
    ("基本理念】", "基本理念"),
    ("誰もが関わりを持ち", "だれもが関わり"),
    ("意義・効果】", "意義・効果"),
    ("個性を活かした効果的な", "持ち味を生かした"),
    ("市民自治力の向上", "自治の力の向上"),
    ("新たな価値の創出", "新しい価値"),
    ("4つの視点", "4つの視点"),
    ("適材適所", "適材適所"),
    ("市民同士の連携", "市民どうしの連携"),
    ("目的の明確化", "明確な目的"),
    ("公平性・透明性", "公平と透明"),
    ("2 今後の検討課題", "2 今後の課題"),
    ("推進に関する行政の取組 -", "推進についての行政の取組"),
    ("底上げ", "底上げ"),
    ("身近な地域", "身近な地域"),
    ("社会のイメージ図】", "社会のイメージ図"),
    ("意義・効果及び基本理念に関する主な委員コメント", "委員の意見：意義・効果と基本理念"),
    ("なぜ協働・連携で", "なぜ協働から"),
    ("枠を超えて", "枠を越えて"),
    ("イメージに関する主な委員コメント", "委員の意見：目指す社会のすがた"),
    ("個人も地域を支える", "個人も、地域を支える"),
    ("これまでとこれから", "従来の形から"),
    ("ソーシャルビジネスの捉え方", "委員の意見：ソーシャルビジネス"),
    ("人によって違う", "人による"),
    ("別の活動として捉える", "別に扱うことがある"),
    ("株式会社", "会社の形"),
    ("制度の先駆け", "先がけとなる仕組み"),
    ("その他の主な委員コメント", "委員の意見：そのほか"),
    ("見守り", "見守り"),
    ("いずれ活動ができなく", "長く続かない"),
    ("認証制度", "認証"),
    ("公共調達", "公共調達"),
    ("第8回委員会", "第8回委員会"),
    ("10月13日", "平成27年10月13日（火）"),
    ("17:00", "17:00"),
    ("第3庁舎12階総合企画局会議室", "第3庁舎12階 総合企画局会議室"),
    ("傍聴ができます", "傍聴：できます"),
    ("http://www.city.kawasaki.jp/shisei/", "http://www.city.kawasaki.jp/shisei/"),
    ("事務局", "事務局"),
    ("044-200-2168", "044-200-2168"),
    ("044-200-3800", "044-200-3800"),
    ("20ziti@city.kawasaki.jp", "20ziti@city.kawasaki.jp"),
)


KANAGAWA = (
    ("かながわ協働推進会議", "かながわ協働推進会議"),
    ("結果速報", "結果速報"),
    ("2018年2月26日", "平成30年2月26日"),
    ("平成22年3月29日", "平成22年3月29日（月）"),
    ("15時00分~17時00分", "15:00〜17:00"),
    ("かながわ県民センター コミュニティカレッジ講義室1", "かながわ県民センター コミュニティカレッジ講義室1"),
    ("NPO等構成員(公募9名)", "NPO等構成員（公募） 人：9"),
    ("県構成員(5名)", "県構成員 人：5"),
    ("傍聴人:6名", "傍聴者：6人"),
    ("会議の議題及び結果", "会議の議題及び結果"),
    ("1. 開会", "1 開会"),
    ("2. 協議", "2 協議"),
    ("(1)", "(1)"),
    ("相互理解を進めるための取組み", "相互理解を進める取組み"),
    ("進行:阪口世話人", "進行：世話人"),
    ("資料1", "資料1"),
    ("資料2", "資料2"),
    ("公表の仕方", "公表の方法"),
    ("(2) 平成22年度の取組み", "(2) 平成22年度の取組み"),
    ("進行:阪口世話人", "進行：世話人"),
    ("協働の推進に関する条例について説明", "協働についての条例を説明"),
    ("平成22年度の取組みについて説明", "平成22年度の仕事を説明"),
    ("協働の推進に関する条例について説明", "協働についての条例を説明"),
    ("3. 閉会", "3 閉会"),
    ("主な発言", "主な発言"),
    ("の公表について(職員向け)", "公表：職員に向けて"),
    ("ホームページに公開", "ウェブで公開"),
    ("一課に一人", "各課に一人"),
    ("の公表について(市町村向け)", "公表：市町村に向けて"),
    ("促進所管課", "促進を受け持つ課"),
    ("認証事務が移譲", "認証の事務が移る"),
    ("平成22年度の取組みについて", "次年度の仕事"),
    ("魂はこれから", "中身は今後"),
    ("ツールを得た", "道具になる"),
    ("大きな前進", "大きな一歩"),
    ("第2期かながわ協働推進会議の取組みを終えて", "第2期を終えるにあたって"),
    ("3年、5年", "三年、五年"),
    ("一般の市民", "一般の市民"),
    ("声を掛けあって", "声をかけ合い"),
    ("異業種交流", "分野の違う団体"),
    ("横のネットワーク", "横のつながり"),
    ("若い職員", "若い職員"),
    ("傍聴者の皆様もわかりにくい", "傍聴した人にも伝わりにくかった"),
    ("掛け合わせて", "掛け合わせる"),
)


def missing(facts: list[str], text: str) -> list[str]:
    """Those that do not stand after the one before them."""
    rest, gone = re.sub(r"\s", "", text), []
    for fact in facts:
        _before, found, after = rest.partition(re.sub(r"\s", "", fact))
        if found:
            rest = after
        else:
            gone.append(fact)
    return gone


def test_the_quick_report_of_kanagawa_holds_every_fact_in_order(city: Jurisdiction) -> None:
    fill(city, seeds_kanagawa.HOLDING, date(2026, 11, 21))
    edition = RecordEdition.objects.select_related("gathering__jurisdiction", "gathering__organiser").get()
    told = record_of(edition.gathering, readable(edition), on=edition.published_on)
    assert "第2期 第7回" in str(told.title)
    assert missing([ours for _theirs, ours in KANAGAWA], documents.text(told)) == []
    said = [statement.text for statement in seeds_kanagawa.STATEMENTS]
    assert len(said) == 15
    assert missing(said, documents.text(told)) == []


@pytest.mark.shared
def test_the_facts_of_kanagawa_are_those_of_the_original_in_its_order() -> None:
    assert missing([theirs for theirs, _ours in KANAGAWA], seed(0)) == []


@pytest.fixture
def kawasaki(city: Jurisdiction) -> Publication:
    fill(city, seeds_kawasaki.HOLDING, date(2026, 11, 21))
    return Publication.objects.select_related("issuer").get()


def test_the_newsletter_of_kawasaki_holds_every_fact_in_order(kawasaki: Publication) -> None:
    assert missing([ours for _theirs, ours in KAWASAKI], documents.text(of(kawasaki))) == []


@pytest.mark.shared
def test_the_facts_of_kawasaki_are_those_of_the_original_in_its_order() -> None:
    assert missing([theirs for theirs, _ours in KAWASAKI], seed(2)) == []


def test_every_comment_of_the_committee_is_in_the_newsletter(kawasaki: Publication) -> None:
    said = [comment.text for comment in seeds_kawasaki.COMMENTS]
    assert len(said) == 9
    assert missing(said, documents.text(of(kawasaki))) == []


def test_every_section_of_the_report_is_in_the_newsletter(kawasaki: Publication) -> None:
    sections = [section for chapter in seeds_kawasaki.REPORT for section in chapter.sections]
    assert len(sections) == 14
    assert missing(sections, documents.text(of(kawasaki))) == []


def test_no_day_of_issue_is_invented(kawasaki: Publication) -> None:
    assert of(kawasaki).on is None
