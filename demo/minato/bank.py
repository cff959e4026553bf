"""The hand-written texts of the invented city, read from banks/*.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from demo.shapes import Resource

BANKS = Path(__file__).parent / "banks"

# Bank, label of the city's own classification, code.
POLICY_FIELDS = (
    ("welfare", "福祉・健康", "1"),
    ("children", "子ども・教育", "2"),
    ("safety", "防災・安全", "3"),
    ("green", "環境・みどり", "4"),
    ("culture", "文化・スポーツ・観光", "5"),
    ("world", "多文化・人権", "6"),
    ("town", "まちづくり・交通・産業", "7"),
    ("digital", "デジタル・学び", "8"),
)

# Short labels of the NPO Act's list of fields.
NPO_FIELDS = (
    "保健・医療・福祉", "社会教育", "まちづくり", "観光", "農山漁村・中山間", "学術・文化・芸術・スポーツ", "環境", "災害救援",
    "地域安全", "人権・平和", "国際協力", "男女共同参画", "子ども", "情報化社会", "科学技術", "経済活動", "職業・雇用", "消費者",
    "団体の支援", "条例で定める活動",
)  # fmt: skip

FORMS = {
    "info": "information_exchange",
    "name": "nominal_sponsorship",
    "pub": "publicity_support",
    "venue": "venue_goods_support",
    "coop": "project_cooperation",
    "cohost": "co_hosting",
    "exec": "executive_committee",
    "subsidy": "subsidy",
    "policy": "policy_participation",
    "adopt": "adopt_programme",
}


@dataclass(frozen=True, slots=True)
class GroupText:
    key: str
    name: str
    kana: str
    legal_form: str


@dataclass(frozen=True, slots=True)
class SeedText:
    kind: str
    side: str
    trade: str  # of a business or school, so that the text fits who says it
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class AskText:
    kind: str
    subject: str
    body: str
    reply: str


@dataclass(frozen=True, slots=True)
class LightText:
    form: str
    title: str
    result: str
    city: str
    partner: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing in the life of the city that several people speak about."""

    key: str
    field: str
    topic: str
    departments: tuple[str, ...]
    npo: tuple[int, ...]
    areas: tuple[str, ...]
    groups: tuple[GroupText, ...]
    purpose: str
    activity: str
    voices: tuple[tuple[str, str], ...]
    seeds: tuple[SeedText, ...]
    gives: tuple[Resource, ...]
    lacks: str
    asks: tuple[AskText, ...]
    answers: tuple[tuple[int, str], ...]
    city_view: tuple[str, str]
    group_view: tuple[str, str, str]
    light: LightText

    @property
    def needs(self) -> tuple[SeedText, ...]:
        return tuple(seed for seed in self.seeds if seed.kind == "need")

    @property
    def offers(self) -> tuple[SeedText, ...]:
        return tuple(seed for seed in self.seeds if seed.kind == "offer")


@cache
def read(name: str) -> dict[str, Any]:
    return tomllib.loads((BANKS / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def matters() -> tuple[Matter, ...]:
    return tuple(
        _matter(field, number, raw)
        for field, _, _ in POLICY_FIELDS
        if (BANKS / f"{field}.toml").exists()
        for number, raw in enumerate(read(field)["matter"], 1)
    )


def cut(line: str, parts: int) -> list[str]:
    """A line of a bank, taken apart at its bars."""
    found = [part.strip() for part in line.split("|")]
    if len(found) != parts:
        raise ValueError(f"{parts} parts expected: {line}")
    return found


def _matter(field: str, number: int, raw: dict[str, Any]) -> Matter:
    key = f"{field}-{number:02}"
    city_who, city_success = cut(raw["city_view"], 2)
    who, happening, success = cut(raw["group_view"], 3)
    form, title, result, city, partner = cut(raw["light"], 5)
    return Matter(
        key=key,
        field=field,
        topic=raw["topic"],
        departments=tuple(raw["depts"]),
        npo=tuple(raw["npo"]),
        areas=tuple(raw["areas"]),
        groups=tuple(GroupText(f"{key}-g{n}", *cut(line, 3)) for n, line in enumerate(raw["groups"], 1)),
        purpose=raw["purpose"],
        activity=raw["activity"],
        voices=tuple((line[0], line[2:]) for line in raw["voices"]),
        seeds=(
            *_seeds("need", raw["needs"], raw["need_texts"]),
            *_seeds("offer", raw["offers"], raw["offer_texts"]),
        ),
        gives=tuple(Resource(*line.split(":", 1)) for line in raw["gives"]),
        lacks=raw["lacks"],
        asks=tuple(_ask(line, reply) for line, reply in zip(raw["asks"], raw["replies"], strict=True)),
        answers=tuple((int(line[0]), line[2:]) for line in raw["answers"]),
        city_view=(city_who, city_success),
        group_view=(who, happening, success),
        light=LightText(form, title, result, city, partner),
    )


def _ask(line: str, reply: str) -> AskText:
    kind, subject, body = cut(line, 3)
    return AskText(kind, subject, body, reply)


def _seeds(kind: str, titles: list[str], bodies: list[str]) -> list[SeedText]:
    seeds = []
    for line, body in zip(titles, bodies, strict=True):
        side, title = cut(line, 2)
        side, _, trade = side.partition(":")
        seeds.append(SeedText(kind, side, trade, title, body))
    return seeds
