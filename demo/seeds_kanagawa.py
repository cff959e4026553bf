"""Kanagawa's council session of March 2010, from its published quick report. Facts only, in our words."""

from datetime import date, time

from demo.shapes import (
    Actor,
    AgendaItem,
    Attendance,
    Council,
    Department,
    Gathering,
    Holding,
    Member,
    Statement,
    Term,
)

STAFF = "ヒント集の公表：職員に向けて"
TOWNS = "ヒント集の公表：市町村に向けて"
NEXT_YEAR = "協働推進課の次年度の仕事"
TERM = "第2期を終えるにあたって"

STATEMENTS = (
    Statement(
        STAFF, "県民にはウェブで公開すれば足りる。職員にはどう届けるのか。紙で手元に置いて読める形がほしい。"
    ),
    Statement(STAFF, "各課に一人いる協働の担当者が研修に集まるので、その教材に使ってほしい。"),
    Statement(TOWNS, "市町村の支援センターだけでなく、活動促進を受け持つ課へじかに届けたい。"),
    Statement(TOWNS, "認証の事務が移る横浜・川崎・相模原の三市の職員にも目を通してもらいたい。"),
    Statement(
        NEXT_YEAR,
        "条例は器ができた段階で、中身は今後にかかる。県だけでなく、活動する側の関わり方が問われている。",
    ),
    Statement(
        NEXT_YEAR,
        "条例は協働の社会へ進む道具になる。使いこなせるかは双方の研さん次第で、協議会と研究会を置く進め方に賛成する。",
    ),
    Statement(
        NEXT_YEAR,
        "会議が掲げてきた指針のうち、新しく生み出す部分が条例として実った。大きな一歩だと見ている。",
    ),
    Statement(
        TERM, "指針を繰り返し広める戦略がいる。三年、五年と期限を切った計画を、次の協議会で立ててほしい。"
    ),
    Statement(TERM, "行政も団体も横につながり、そのうえで一般の市民をどう誘い入れるかを今後の宿題にしたい。"),
    Statement(
        TERM, "自分の団体の枠を出て、ほかの団体と声をかけ合い、同じような話し合いの場を育てていきたい。"
    ),
    Statement(TERM, "会議は終わるが、分野の違う団体どうしが出会う集まりとして続いてほしい。"),
    Statement(TERM, "団体の間の横のつながりを作ることが要だと感じた。"),
    Statement(
        TERM,
        "経験の長い人に限らず、若い職員も加わればもっとよかった。次の機会にはいろいろな職場から来てほしい。",
    ),
    Statement(
        TERM,
        "分かり合うには時間がかかり、傍聴した人にも伝わりにくかったと思う。対話の進め方から考え直す必要がある。",
    ),
    Statement(
        TERM, "行政・団体・企業の得意なことを掛け合わせるのは難しいが、それなしに協働の社会は実現しない。"
    ),
)

SESSION = Gathering(
    key="kanagawa-2-7",
    title="第2期第7回 かながわ協働推進会議",
    kind="council",
    series="かながわ協働推進会議",
    term=2,
    number=7,
    day=date(2010, 3, 29),
    starts=time(15, 0),
    ends=time(17, 0),
    place="かながわ県民センター コミュニティカレッジ講義室1",
    state="reported",
    host="npo-kyodo",
    posted_on=date(2018, 2, 26),
    agenda=(
        AgendaItem("1", "開会"),
        AgendaItem("2", "協議"),
        AgendaItem(
            "(1)",
            "相互理解を進める取組みのまとめ",
            moderator="世話人",
            papers=("資料1", "資料2"),
            below=True,
            outcome=(
                "よりよい協働のためのヒント集の案と、寄せられた意見をもとに、報告の中身と公表の方法を話し合った。",
            ),
        ),
        AgendaItem(
            "(2)",
            "平成22年度の取組み",
            moderator="世話人",
            below=True,
            # The report lists the explanation of the ordinance twice; kept as found.
            outcome=(
                "課長が、県と団体との協働についての条例を説明した。",
                "課長が、課の平成22年度の仕事を説明した。",
                "課長が、県と団体との協働についての条例を説明した。",
            ),
        ),
        AgendaItem("3", "閉会"),
    ),
    attendance=(
        Attendance("NPO等構成員", 9, note="公募"),
        Attendance("県構成員", 5),
    ),
    observers=6,
    statements=STATEMENTS,
    council="kanagawa-council",
    record="quick",
)

COUNCIL = Council(
    "kanagawa-council",
    "npo-kyodo",
    purpose="NPO等と県が対等に話し合い、互いの理解と協働を進める。",
    terms=(
        Term(
            2,
            state="handed_over",
            members=(Member("世話人", "世話人", "convenor"),),
            # What the members wished for at the end of the term, in our words.
            handover="第2期は、この会議で終わる。行動指針を繰り返し広めること、期限を切った戦略を立てることを、新しくできる協議会に願う。"
            "\n団体どうし、行政どうしの横のつながりと、市民を巻き込む工夫が、これからの宿題として残った。",
        ),
    ),
)

HOLDING = Holding(
    jurisdiction="kanagawa",
    departments=(
        Department(
            "npo-kyodo",
            "NPO協働推進課",
            "えぬぴーおーきょうどうすいしんか",
            "",
            "ボランタリー団体等と県との協働、かながわ協働推進会議の事務局に関すること。",
            ("協働", "NPO", "ボランティア"),
        ),
    ),
    actors=(
        Actor(
            "kanagawa-council",
            "かながわ協働推進会議",
            "かながわきょうどうすいしんかいぎ",
            "council",
            purpose="NPO等と県が対等に話し合い、互いの理解と協働を進める。",
        ),
    ),
    councils=(COUNCIL,),
    gatherings=(SESSION,),
)
