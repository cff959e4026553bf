"""Departments, the people who work there, and which of them held which role when."""

from datetime import date
from typing import Any

from demo import people as signs
from demo.minato import bank
from demo.minato.dealing import Making
from demo.shapes import Department, MenuItem, Person, RoleHeld
from tomoni.japan.fiscal import bounds, fiscal_year

LEFT_DAYS_AGO = 9  # an officer of the section is away since; her cases wait for somebody
BUREAUS = {
    "市長公室": "しちょうこうしつ",
    "総務部": "そうむぶ",
    "税務部": "ぜいむぶ",
    "市民部": "しみんぶ",
    "危機管理部": "ききかんりぶ",
    "福祉部": "ふくしぶ",
    "健康部": "けんこうぶ",
    "こども部": "こどもぶ",
    "環境部": "かんきょうぶ",
    "産業部": "さんぎょうぶ",
    "都市部": "としぶ",
    "建設部": "けんせつぶ",
    "上下水道局": "じょうげすいどうきょく",
    "会計管理者": "かいけいかんりしゃ",
    "議会": "ぎかい",
    "行政委員会": "ぎょうせいいいんかい",
    "教育部": "きょういくぶ",
    "文化スポーツ部": "ぶんかすぽーつぶ",
    "消防本部": "しょうぼうほんぶ",
}
LEAD_TIMES = {
    "info": "2週間前まで",
    "name": "2週間前まで（届出1枚）",
    "pub": "1か月半前まで",
    "venue": "3週間前まで",
    "coop": "1か月前まで",
    "cohost": "3か月前まで",
    "exec": "年度の初めまで",
    "subsidy": "4月の募集の期間",
    "policy": "随時（まずご相談ください）",
    "adopt": "1か月前まで",
}
COSTS = {
    "info": "かかりません",
    "name": "かかりません",
    "pub": "かかりません",
    "venue": "使用料はかかりません（光熱水費は実費の場合があります）",
    "coop": "材料費のみ実費",
    "cohost": "会場と広報は市、運営は団体",
    "exec": "負担金は会ごとに決めます",
    "subsidy": "対象の経費の半分まで",
    "policy": "かかりません",
    "adopt": "道具と保険は市が持ちます",
}


def _raw() -> list[dict[str, Any]]:
    return [*bank.read("departments")["department"], *bank.read("common")["department"]]


def departments() -> tuple[Department, ...]:
    return tuple(
        Department(
            raw["key"],
            raw["name"],
            raw["kana"],
            raw["bureau"],
            raw["duties"],
            tuple(raw["words"]),
            BUREAUS[raw["bureau"]],
            phone=f"0000-52-{1100 + 20 * n}",
            mail=f"{raw['key']}@minato.example.jp",
        )
        for n, raw in enumerate(_raw())
    )


def menu() -> tuple[MenuItem, ...]:
    lines = [(raw["key"], line) for raw in _raw() for line in raw["menu"]]
    lines += [(line.split("|", 1)[0], line.split("|", 1)[1]) for line in bank.read("common")["menu"]]
    items = []
    for n, (department, line) in enumerate(lines, 1):
        form, title, can, cannot, example = bank.cut(line, 5)
        items.append(
            MenuItem(
                f"menu-{n:03}",
                department,
                bank.FORMS[form],
                title,
                f"{can}。",
                f"{cannot}。",
                LEAD_TIMES[form],
                COSTS[form],
                f"{example}。",
            )
        )
    return tuple(items)


def sign_ins() -> tuple[Person, ...]:
    return tuple(Person(sign.key, sign.name, sign.kana, sign.mail) for sign in signs.SIGN_INS)


def roles(make: Making) -> tuple[tuple[Person, ...], tuple[RoleHeld, ...]]:
    """Who was what: some change post on 1 April, as everywhere."""
    people = list(sign_ins())
    held = [
        RoleHeld(sign.key, post.actor, post.role, make.clock.start)
        for sign in signs.SIGN_INS
        for post in sign.posts
        if post.jurisdiction == "minato"
    ]
    taken = {(post.actor, post.role) for sign in signs.SIGN_INS for post in sign.posts}
    aprils = [bounds(year)[0] for year in range(make.clock.first_year, fiscal_year(make.clock.today) + 1)]

    def post(actor: str, role: str, stays: float) -> None:
        since = aprils[0]
        turns = [day for day in aprils[1:] if make.rng.random() > stays]
        for until in (*turns, None):
            person = make.names.person()
            people.append(person)
            held.append(RoleHeld(person.key, actor, role, since, _day_before(until)))
            since = until or since

    places = [
        (department.key, role, stays)
        for department in departments()
        for role, stays in (("DHEAD", 0.7), ("LIA", 0.6), ("DEPT", 0.75))
        if (department.key, role) not in {*taken, ("kyodo", "DHEAD")}
    ]
    places += [("kyodo", "SEC", 0.7)] * 3 + [("centre", "CEN", 0.85)] * 3 + [("council", "MEM", 0.6)] * 10
    for actor, role, stays in places:
        post(actor, role, stays)
    gone = make.names.person()
    people.append(gone)
    left_on = make.clock.back(LEFT_DAYS_AGO)
    held.append(
        RoleHeld(gone.key, "kyodo", "SEC", aprils[-1] if left_on >= aprils[-1] else aprils[-2], left_on)
    )
    return tuple(people), tuple(held)


def _day_before(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() - 1) if day else None
