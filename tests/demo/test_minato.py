import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from demo import minato, people
from demo.minato import bank
from demo.shapes import Holding
from tests.demo.test_documents import texts
from tomoni.japan.kana import is_reading

TODAY = date(2026, 11, 21)
DOCUMENTS = Path(__file__).parents[3] / "shared" / "seeds"


@cache
def city(today: date = TODAY) -> Holding:
    return minato.holding(today)


def keys(things: Iterable[object]) -> set[str]:
    return {str(getattr(thing, "key")) for thing in things}  # noqa: B009 - of any shape


def test_the_city_has_its_size() -> None:
    held = city()
    assert {
        name: len(getattr(held, name))
        for name in ("departments", "actors", "gatherings", "opinions", "seeds", "menu")
    } == {
        "departments": 60,
        "actors": 400,
        "gatherings": 40,
        "opinions": 1500,
        "seeds": 600,
        "menu": 120,
    }
    assert (len(held.consultations), len(held.matches), len(held.collabs)) == (500, 250, 150)


def test_the_same_day_gives_the_same_city() -> None:
    assert minato.holding(TODAY) == minato.holding(TODAY)
    assert minato.holding(TODAY) != minato.holding(TODAY, seed=7)


@pytest.mark.parametrize("today", [date(2026, 4, 1), date(2026, 4, 30), date(2027, 3, 31), date(2028, 2, 29)])
def test_it_lives_on_whatever_day_it_is_loaded(today: date) -> None:
    held = city(today)
    assert len(held.gatherings) == 40
    assert len(held.opinions) == 1500
    assert all(opinion.said_on and opinion.said_on < today for opinion in held.opinions)
    assert all(consultation.received_at.date() <= today for consultation in held.consultations)
    assert sum(gathering.day > today for gathering in held.gatherings) == 3
    assert {"received", "routed", "answered"} <= {opinion.state for opinion in held.opinions}


def test_no_two_opinions_say_the_same() -> None:
    said = [opinion.text for opinion in city().opinions]
    assert [text for text, times in Counter(said).items() if times > 1] == []


def test_no_placeholder_is_left_in_a_text() -> None:
    left = [text for text in texts(city()) if re.search(r"[{}]|None|。。|、。", text)]
    assert left == []


def test_more_than_half_of_the_opinions_are_answered_by_every_kind_of_answer() -> None:
    opinions = city().opinions
    answered = [opinion for opinion in opinions if opinion.state == "answered"]
    assert 0.55 < len(answered) / len(opinions) < 0.7
    assert {opinion.answer.kind for opinion in answered if opinion.answer} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    ("what", "states"),
    [
        (
            "opinions",
            "received normalised classified routed answer_drafted answer_approved answered duplicate "
            "off_topic not_publishable",
        ),
        (
            "seeds",
            "draft submitted returned published internal_only matched realised expired withdrawn",
        ),
        (
            "consultations",
            "received triaged referred returned in_dialogue answered out_of_scope seeded closed stalled",
        ),
        (
            "matches",
            "proposed sounded_out agreed_to_meet scheduled held no_show declined to_light to_proposal "
            "to_project to_info_sharing not_now",
        ),
        ("collabs", "planned confirmed done recorded cancelled"),
    ],
)
def test_every_state_occurs(what: str, states: str) -> None:
    assert {thing.state for thing in getattr(city(), what)} == set(states.split())


def test_every_reference_leads_somewhere() -> None:
    held = city()
    actors = keys(held.actors) | keys(held.departments)
    seeds, opinions, matches = keys(held.seeds), keys(held.opinions), keys(held.matches)
    consultations, persons = keys(held.consultations), keys(held.people)
    departments = keys(held.departments)
    assert {role.actor for role in held.roles} <= actors
    assert {role.person for role in held.roles} <= persons
    assert {seed.actor for seed in held.seeds} <= actors
    assert {seed.from_opinion for seed in held.seeds} - {None} <= opinions
    assert {seed.from_consultation for seed in held.seeds} - {None} <= consultations
    for match in held.matches:
        assert {match.side_a, match.side_b} <= actors
        assert {match.need, match.offer} - {None} <= seeds
    for collab in held.collabs:
        assert {collab.side_a, collab.side_b} <= actors
        assert {collab.from_match} - {None} <= matches
        assert {collab.from_seed} - {None} <= seeds
        assert {collab.from_opinion} - {None} <= opinions
    for consultation in held.consultations:
        assert consultation.owner in persons
        assert consultation.asker is None or consultation.asker in actors
        assert {referral.department for referral in consultation.referrals} <= departments
    assert {item.department for item in held.menu} == departments
    assert {opinion.gathering for opinion in held.opinions} <= keys(held.gatherings)
    assert {key for gathering in held.gatherings for key in gathering.participants} <= actors


def test_keys_are_unique() -> None:
    held = city()
    for name in ("people", "actors", "opinions", "seeds", "menu", "consultations", "matches", "collabs"):
        things = getattr(held, name)
        assert len(keys(things)) == len(things), name


def test_forty_trails_lead_from_a_remark_to_a_recorded_collaboration() -> None:
    held = city()
    recorded = [c for c in held.collabs if c.from_match and c.from_opinion and c.state == "recorded"]
    assert len(recorded) >= 40
    said = {opinion.key: opinion for opinion in held.opinions}
    made = {seed.key: seed for seed in held.seeds}
    met = {match.key: match for match in held.matches}
    for collab in recorded:
        opinion, seed = said[collab.from_opinion or ""], made[collab.from_seed or ""]
        match = met[collab.from_match or ""]
        assert opinion.matter == seed.matter == match.matter == collab.matter
        assert seed.from_opinion == opinion.key
        assert opinion.said_on is not None
        assert match.outcome_on is not None
        assert opinion.said_on < seed.created_on <= match.proposed_on <= match.outcome_on <= collab.day


def test_a_seed_in_a_live_match_is_matched_and_one_that_led_to_a_collaboration_is_realised() -> None:
    held = city()
    state = {seed.key: seed.state for seed in held.seeds}
    live = {"proposed", "sounded_out", "agreed_to_meet", "scheduled", "held", "no_show"}
    for match in held.matches:
        if match.state in live:
            assert {state[key] for key in (match.need, match.offer) if key} == {"matched"}
        if match.state == "to_light":
            assert state[match.need or ""] == "realised"


def test_no_match_has_one_body_on_both_sides() -> None:
    assert [match.key for match in city().matches if match.side_a == match.side_b] == []


def test_only_who_met_has_an_outcome_and_both_had_consented() -> None:
    for match in city().matches:
        if match.outcome_on:
            assert match.consent_a
            assert match.consent_b
            assert match.meets_at
            assert match.meets_at.date() <= match.outcome_on <= TODAY


def test_a_stalled_case_has_been_silent_for_21_days() -> None:
    for consultation in city().consultations:
        if consultation.state == "stalled":
            assert consultation.last_event_on
            assert consultation.last_event_on <= TODAY - timedelta(days=21)
            assert consultation.stalled_reason


def test_readings_of_names_are_kana() -> None:
    held = city()
    named = [(thing.name, thing.kana) for thing in held.people]
    named += [(thing.name, thing.kana) for thing in held.actors]
    named += [(thing.name, thing.kana) for thing in held.departments]
    assert [name for name, kana in named if not is_reading(kana)] == []


def test_every_department_has_one_head_and_one_liaison_officer_today() -> None:
    held = city()
    now = Counter((role.actor, role.role) for role in held.roles if role.until is None)
    for department in held.departments:
        assert now[department.key, "LIA"] == 1, department
        assert now[department.key, "SECH" if department.key == "kyodo" else "DHEAD"] == 1, department


def test_an_officer_of_the_section_is_gone_and_left_four_cases() -> None:
    held = city()
    gone = [role.person for role in held.roles if role.role == "SEC" and role.until][-1]
    left = [c for c in held.consultations if c.owner == gone]
    assert sorted(c.state for c in left) == ["answered", "in_dialogue", "in_dialogue", "referred"]


def test_sign_ins_cover_every_role_and_one_person_several_cities() -> None:
    roles = {post.role for sign in people.SIGN_INS for post in sign.posts}
    assert roles == {"SEC", "SECH", "LIA", "DEPT", "DHEAD", "CEN", "GREP", "MEM", "CHAIR", "ADM"}
    assert any(len({post.jurisdiction for post in sign.posts}) > 1 for sign in people.SIGN_INS)
    assert all(sign.mail.endswith("@example.jp") for sign in people.SIGN_INS)
    posts = {post.actor for s in people.SIGN_INS for post in s.posts if post.jurisdiction == "minato"}
    assert posts <= keys(city().actors) | keys(city().departments)


def test_the_sign_ins_of_a_group_and_its_department_find_open_work() -> None:
    held = city()
    waiting = [m for m in held.matches if m.state == "sounded_out" and m.side_b == people.GROUP]
    assert [(m.side_a, bool(m.consent_a), m.consent_b) for m in waiting] == [(people.DEPARTMENT, True, None)]
    assert [c.state for c in held.consultations if c.asker == people.GROUP and c.state == "in_dialogue"]
    assert [
        referral
        for consultation in held.consultations
        for referral in consultation.referrals
        if referral.department == people.DEPARTMENT and referral.state == "sent"
    ]
    assert [c for c in held.collabs if c.side_b == people.GROUP and c.state == "done"]


def test_each_field_has_fifteen_matters_or_more() -> None:
    counts = Counter(matter.field for matter in bank.matters())
    assert len(counts) == 8
    assert min(counts.values()) >= 15


def test_mail_goes_nowhere_and_telephones_do_not_ring() -> None:
    mails = [text for text in texts(city()) if "@" in text]
    assert all(mail.endswith("example.jp") for mail in mails)
    assert all(actor.phone.startswith("0000-") for actor in city().actors if actor.phone)


@pytest.mark.shared
def test_no_text_of_the_city_is_taken_from_a_document() -> None:
    source = re.sub(r"\s", "", "".join(path.read_text() for path in sorted(DOCUMENTS.glob("*.txt"))))
    pieces = {source[n : n + 20] for n in range(len(source) - 19)}
    for text in set(texts(city())):
        bare = re.sub(r"\s", "", text)
        assert not any(bare[n : n + 20] in pieces for n in range(len(bare) - 19)), text
