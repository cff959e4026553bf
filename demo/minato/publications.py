"""みなと協働通信: a newsletter each quarter, picked from what was public by then; the newest is still a draft."""

from collections.abc import Iterator
from datetime import date, timedelta

from demo.minato.dealing import Clock
from demo.shapes import Gathering, LightCollab, Opinion, Piece, Publication

TITLE = "みなと協働通信"
CONTACT = "みなと市 協働推進課（架空）\n電話：0000-52-0000"
MOST = 2
"""Of each kind in one issue."""


def publications(
    clock: Clock,
    meetings: tuple[Gathering, ...],
    voices: tuple[Opinion, ...],
    light: tuple[LightCollab, ...],
) -> tuple[Publication, ...]:
    days = list(_days(clock))
    return tuple(
        _issue(number, day, day - timedelta(days=92), meetings, voices, light, draft=day == days[-1])
        for number, day in enumerate(days, 1)
    )


def _days(clock: Clock) -> Iterator[date]:
    """The first of January, April, July and October, and the next issue, now in the making."""
    day = clock.start + timedelta(days=92)
    while (day := day.replace(day=1)) <= clock.today:
        if day.month % 3 == 1:
            yield day
        day += timedelta(days=32)
    yield clock.today


def _issue(
    number: int,
    day: date,
    since: date,
    meetings: tuple[Gathering, ...],
    voices: tuple[Opinion, ...],
    light: tuple[LightCollab, ...],
    *,
    draft: bool,
) -> Publication:
    held = [one.key for one in meetings if since <= one.day < day and one.state == "reported"]
    answered = [
        one.key
        for one in voices
        if one.answer and one.answer.published_on and since <= one.answer.published_on < day
        and one.state == "answered"
    ]  # fmt: skip
    done = [one.key for one in light if since <= one.day < day and one.state == "recorded"]
    picks = (
        *(("gathering", key) for key in held[-MOST:]),
        *(("voice", key) for key in answered[:MOST]),
        *(("collaboration", key) for key in done[:MOST]),
    )
    return Publication(
        key=f"newsletter-{number:02}",
        kind="newsletter",
        title=TITLE,
        number=number,
        issuer="kyodo",
        day=day,
        headline=f"この3か月の集まり{len(held)}回、答えた声{len(answered)}件、協働の記録{len(done)}件",
        lead="市と市民がいっしょに取り組んだことを、3か月ごとにまとめてお届けします。",
        contact=CONTACT,
        pieces=(
            Piece(
                "note",
                "いっしょにやってみませんか",
                "「できることメニュー」には、市の課が一緒にできることが並んでいます。気になるものがあれば、相談の窓口へどうぞ。",
            ),
        ),
        picks=picks,
        state="draft" if draft else "published",
    )
