"""The report of exchange sessions: what it holds, and what never stands in it."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from demo import seeds_kashiwa
from tests import make
from tests.browser import browser, text_of
from tests.conftest import Browse
from tests.people import People
from tests.publishing.test_originals import missing
from tests.shared_documents import seed
from tomoni.core import documents
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.visibility import Visibility
from tomoni.gatherings.models import Attendance, Gathering
from tomoni.operations.demo.load import fill
from tomoni.voices.documents import series_report
from tomoni.voices.models import Opinion
from tomoni.voices.states import State

SERIES = seeds_kashiwa.SERIES
KASHIWA = (
    ("柏市協働事業に関する意見交換会の実施報告", "柏市協働事業に関する意見交換会の実施報告"),
    ("令和元年8月30日", "令和元年8月30日"),
    ("協働推進課", "協働推進課"),
    ("1. 実施概要", "実施概要"),
    ("6月26日(水) 14:00~16:00", "令和元年6月26日（水） 14:00〜16:00"),
    ("7月5日(金) 16:00~18:00", "7月5日（金） 16:00〜18:00"),
    ("7月29日(月) 15:30~17:30", "7月29日（月） 15:30〜17:30"),
    ("7月30日(火) 9:30~11:30", "7月30日（火） 9:30〜11:30"),
    ("2. 主なご意見(順不同)", "主なご意見（順不同）"),
    ("A. 市職員の協働意識", "A. 市職員の協働意識（5件）"),
    ("理解が足りない", "まだよく伝わっていない"),
    ("理解する知識が乏しい", "知識と意識が、市の側に足りない"),
    ("急に途絶える", "突然止まる"),
    ("トップダウン", "市の上層から"),
    ("第五次総合計画", "第五次の総合計画"),
    ("B. 協働の連携体制", "B. 協働の連携体制（3件）"),
    ("庁内横断的な連携", "課どうしが横につながる"),
    ("ネットワーク会議", "課題ごとの会議"),
    ("共通のプログラム", "共通の企画"),
    ("C. 情報の発信と共有", "C. 情報の発信と共有（7件）"),
    ("馴染む事業", "向いた仕事"),
    ("存在を知らなかった", "あること自体を知らず"),
    ("ニーズや課題を示して", "困りごとを教えて"),
    ("テーマを限定", "主題を絞って"),
    ("実現できなかった政策", "実現していない施策"),
    ("市民に知られていない", "市民に知られていない"),
    ("現状認識のずれ", "見え方が違う"),
    ("D. 協働事業の評価", "D. 協働事業の評価（4件）"),
    ("フィードバック", "結果を返して"),
    ("現場を実際に見て", "現場を見て"),
    ("外部評価", "外の目"),
    ("部長クラス", "部長たち"),
    ("E. 協働事業の継続", "E. 協働事業の継続（2件）"),
    ("3年から5年", "三年から五年"),
    ("9月頃", "九月"),
    ("F. 協働の多様性", "F. 協働の多様性（3件）"),
    ("単発の", "一回きり"),
    ("会場の予約", "部屋を押さえる"),
    ("広報への掲載", "広報紙"),
    ("G. 市民活動サポートコーナーの活用", "G. 市民活動サポートコーナーの活用（3件）"),
    ("色々なスキル", "多彩な技"),
    ("コーディネート役", "橋渡し役"),
    ("育成も大事", "団体を育てる"),
    ("H. その他", "H. その他（2件）"),
    ("若い世代同士", "若い人どうし"),
    ("町会自治会", "町会や自治会"),
)


@pytest.fixture
def kashiwa(city: Jurisdiction) -> Gathering:
    fill(city, seeds_kashiwa.HOLDING, date(2026, 11, 21))
    return Gathering.objects.order_by("starts_at")[0]


def address(of: Gathering, name: str = "report") -> str:
    return reverse(f"voices:{name}", args=[of.jurisdiction.slug, of.pk])


def a_session(number: int = 1, **fields: object) -> Gathering:
    starts = datetime(2026, 6, number, 14, tzinfo=timezone.get_default_timezone())
    return make.gathering(
        "意見交換会",
        series="みなとの意見交換会",
        round_number=number,
        starts_at=starts,
        ends_at=starts.replace(hour=16),
        **{"visibility": Visibility.PUBLIC, **fields},
    )


def test_the_report_of_kashiwa_holds_every_fact_in_order(kashiwa: Gathering) -> None:
    answer = browser().get(address(kashiwa, "series_report"), {"format": "txt"})
    assert missing([ours for _theirs, ours in KASHIWA], answer.content.decode()) == []


@pytest.mark.shared
def test_the_facts_of_kashiwa_are_those_of_the_original_in_its_order() -> None:
    assert missing([theirs for theirs, _ours in KASHIWA], seed(1)) == []


def test_every_opinion_of_kashiwa_stands_in_its_class(kashiwa: Gathering) -> None:
    text = browser().get(address(kashiwa, "series_report"), {"format": "txt"}).content.decode()
    said = [gist for gists in seeds_kashiwa.GISTS.values() for gist in gists]
    assert len(said) == 29
    assert missing(said, text) == []


def test_the_rounds_of_kashiwa_are_counted(kashiwa: Gathering) -> None:
    text = browser().get(address(kashiwa, "series_report"), {"format": "txt"}).content.decode()
    assert missing(["9団体10人", "5団体5人", "3団体6人", "3団体4人", "のべ20団体25人"], text) == []


def test_no_group_that_came_is_named(kashiwa: Gathering) -> None:
    text = text_of(browser().get(address(kashiwa, "series_report")))
    assert [name for name, _kind, _came in seeds_kashiwa.GROUPS if name in text] == []


def test_what_is_not_public_stands_in_no_report_not_even_the_section_s(
    people: People, browse: Browse
) -> None:
    session = a_session()
    make.opinion("秘密の声", gathering=session, visibility=Visibility.CITY)
    make.opinion("公開の声", gathering=session, visibility=Visibility.PUBLIC)
    page = text_of(browse(people.sec).get(address(session)))
    assert "公開の声" in page
    assert "秘密の声" not in page


def test_a_draft_of_an_answer_is_not_in_the_report(people: People) -> None:
    session = a_session()
    said = make.opinion(
        "声", gathering=session, visibility=Visibility.PUBLIC, state=State.DRAFTED, department=people.parks
    )
    make.answer(said, text="まだ案の答え")
    assert "まだ案の答え" not in text_of(browser().get(address(session)))


def test_a_published_answer_stands_beside_its_voice_with_its_kind_and_department(people: People) -> None:
    session = a_session()
    said = make.opinion(
        "窓口が多い",
        gathering=session,
        visibility=Visibility.PUBLIC,
        state=State.ANSWERED,
        department=people.parks,
    )
    make.published(said, text="一つにします")
    text = browser().get(address(session), {"format": "txt"}).content.decode()
    assert missing(["声：窓口が多い", "市の考え方：一つにします", "実施します（公園緑地課）"], text) == []


def test_the_series_holds_its_rounds_in_order_and_no_round_the_reader_may_not_see(people: People) -> None:
    a_session(3)
    first = a_session(1)
    a_session(2, visibility=Visibility.CITY)
    text = browser().get(address(first, "series_report"), {"format": "txt"}).content.decode()
    assert missing(["第1回", "第3回"], text) == []
    assert "第2回" not in text


def test_a_session_that_belongs_to_no_series_has_no_report_of_one(people: People) -> None:
    alone = make.gathering(visibility=Visibility.PUBLIC)
    assert browser().get(address(alone, "series_report")).status_code == 404


def test_a_session_that_a_visitor_may_not_see_has_no_report(people: People) -> None:
    inside = make.gathering(visibility=Visibility.CITY)
    assert browser().get(address(inside)).status_code == 404


def test_an_unknown_format_is_a_bad_request(people: People) -> None:
    assert browser().get(address(a_session()), {"format": "exe"}).status_code == 400


def test_the_number_of_queries_does_not_grow_with_the_rounds(
    people: People, django_assert_max_num_queries: object
) -> None:
    for number in range(1, 7):
        session = a_session(number)
        Attendance.objects.create(
            jurisdiction=session.jurisdiction, gathering=session, category="団体", groups=2, people=3
        )
        for _n in range(5):
            make.opinion(gathering=session, visibility=Visibility.PUBLIC)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert browser().get(address(session, "series_report"), {"format": "txt"}).status_code == 200


def test_the_document_is_dated_by_the_newest_of_what_it_holds(people: People) -> None:
    session = a_session()
    said = make.opinion(gathering=session, visibility=Visibility.PUBLIC, received_on=date(2026, 7, 30))
    rows = Opinion.objects.filter(pk=said.pk).with_answers()
    document = series_report([session], rows)
    assert document.on == date(2026, 7, 30)
    assert documents.text(document).startswith("みなとの意見交換会の実施報告\n令和8年7月30日")
