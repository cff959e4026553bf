"""What holds for every day from 1868 to 2100 and for any text."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tomoni.japan import business_days, codes, dates, eras, fiscal, kana, parsing
from tomoni.japan.errors import NotReadable, WrongWeekday

DAYS = st.dates(date(1868, 1, 1), date(2100, 12, 31))
SOLAR_DAYS = st.dates(date(1873, 1, 1), date(2100, 12, 31))
# Fewer years: the holidays of each are worked out once, slowly.
OPEN_DAYS = st.dates(date(1995, 1, 1), date(2045, 12, 31))
FISCAL_YEARS = st.integers(1868, 2100)
COUNTS = st.integers(1, 400)
SOME_TEXT = st.text(max_size=70)
DATE_LIKE = st.text(alphabet="令和平成昭元年度月日末〇一十12389０RHsh./-(水) 　～:時", max_size=24)
KANA = st.text(alphabet=[chr(code) for code in range(0x3041, 0x3097)] + list("ーアガパ・ ゝ"), max_size=20)
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
CITY_CALENDARS = st.dictionaries(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.booleans(), max_size=30
).map(business_days.Calendar.of)
RECENT_DAYS = st.dates(date(2020, 6, 1), date(2030, 6, 1))


@given(SOLAR_DAYS)
def test_wareki_reads_back_to_the_same_day(day: date) -> None:
    assert parsing.parse_day(eras.to_wareki(day)) == day


@given(SOLAR_DAYS)
def test_the_long_form_with_weekday_reads_back(day: date) -> None:
    assert parsing.parse_day(dates.long_day(day)) == day


@given(SOLAR_DAYS)
def test_the_dotted_form_reads_back(day: date) -> None:
    assert parsing.parse_day(dates.dotted_day(day)) == day


@given(DAYS)
def test_western_and_iso_forms_read_back(day: date) -> None:
    assert parsing.parse_day(dates.western_day(day)) == parsing.parse_day(day.isoformat()) == day


@given(SOLAR_DAYS)
def test_width_and_blanks_do_not_matter(day: date) -> None:
    assert parsing.parse_day("　".join(eras.to_wareki(day).translate(WIDE))) == day


@given(DAYS)
def test_a_day_without_its_year_reads_back_in_its_fiscal_year(day: date) -> None:
    context = fiscal.fiscal_year(day)
    assert parsing.parse_day(dates.short_day(day), fiscal_year=context) == day
    assert parsing.parse_day(dates.short_day(day), year=day.year) == day


@given(SOLAR_DAYS, st.integers(1, 6))
def test_a_wrong_weekday_never_passes(day: date, off: int) -> None:
    wrong = dates.WEEKDAYS[(day.weekday() + off) % 7]
    try:
        parsing.parse_day(f"{eras.to_wareki(day)}（{wrong}）")
    except WrongWeekday:
        return
    raise AssertionError(day)


@given(DAYS)
def test_the_era_in_force_has_begun_and_counts_from_one(day: date) -> None:
    era = eras.era_on(day)
    assert era.start <= day <= eras.last_written_day(era)
    assert eras.year_in(era, day.year) >= 1


@given(DAYS)
def test_a_month_read_contains_its_days(day: date) -> None:
    when = parsing.parse_when(f"{day.year}年{day.month}月")
    assert when.first <= day <= when.last
    assert when.last + timedelta(days=1) == (when.last + timedelta(days=1)).replace(day=1)


@given(DAYS)
def test_a_fiscal_year_holds_the_days_that_belong_to_it(day: date) -> None:
    first, last = fiscal.bounds(fiscal.fiscal_year(day))
    assert first <= day <= last


@given(DAYS, DAYS)
def test_fiscal_years_never_run_backwards(a: date, b: date) -> None:
    assert (fiscal.fiscal_year(a) <= fiscal.fiscal_year(b)) or a > b


@given(FISCAL_YEARS)
def test_every_label_of_a_fiscal_year_reads_back(fiscal_year: int) -> None:
    for label in (fiscal.fiscal_year_label(fiscal_year), fiscal.fiscal_year_label(fiscal_year, "seireki")):
        assert fiscal.parse_fiscal_year(label) == fiscal_year
        assert parsing.parse_when(label).first == date(fiscal_year, 4, 1)


@given(FISCAL_YEARS)
def test_labels_are_all_different(fiscal_year: int) -> None:
    assert fiscal.fiscal_year_label(fiscal_year) != fiscal.fiscal_year_label(fiscal_year + 1)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moment_belongs_to_the_day_it_is_in_japan(moment: datetime) -> None:
    day = fiscal.tokyo_day(moment)
    assert timedelta(0) <= moment + timedelta(hours=9) - datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert fiscal.fiscal_year(moment) == fiscal.fiscal_year(day)


@given(st.integers(1868, 2100))
def test_the_last_of_february_is_a_leap_day_exactly_in_leap_years(year: int) -> None:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    assert parsing.parse_day(f"{year}年2月末日") == date(year, 2, 29 if leap else 28)


@given(OPEN_DAYS, COUNTS)
def test_a_deadline_is_a_business_day_after_its_start(day: date, n: int) -> None:
    due = business_days.add_business_days(day, n)
    assert due > day
    assert business_days.is_business_day(due)


@given(OPEN_DAYS, COUNTS)
def test_a_deadline_counts_exactly_its_days(day: date, n: int) -> None:
    assert business_days.business_days_between(day, business_days.add_business_days(day, n)) == n


@given(OPEN_DAYS, COUNTS)
def test_a_longer_deadline_is_later(day: date, n: int) -> None:
    assert business_days.add_business_days(day, n) < business_days.add_business_days(day, n + 1)


@given(OPEN_DAYS, COUNTS)
def test_a_later_start_is_never_due_earlier(day: date, n: int) -> None:
    following = day + timedelta(days=1)
    assert business_days.add_business_days(day, n) <= business_days.add_business_days(following, n)


@given(OPEN_DAYS, st.integers(1, 30), st.integers(1, 30))
def test_deadlines_add_up(day: date, n: int, m: int) -> None:
    add = business_days.add_business_days
    assert add(add(day, n), m) == add(day, n + m)


@given(OPEN_DAYS, COUNTS)
def test_counting_back_undoes_counting_on_from_an_open_day(day: date, n: int) -> None:
    opened = business_days.next_business_day(day)
    assert business_days.add_business_days(business_days.add_business_days(opened, n), -n) == opened


@given(OPEN_DAYS, OPEN_DAYS, OPEN_DAYS)
def test_counts_between_days_add_up(a: date, b: date, c: date) -> None:
    between = business_days.business_days_between
    assert between(a, b) + between(b, c) == between(a, c)


@given(RECENT_DAYS, st.integers(0, 100), CITY_CALENDARS)
def test_counting_agrees_with_looking_at_each_day(
    day: date, length: int, city: business_days.Calendar
) -> None:
    later = day + timedelta(days=length)
    looked = sum(business_days.is_business_day(day + timedelta(days=n), city) for n in range(1, length + 1))
    assert business_days.business_days_between(day, later, city) == looked


@given(RECENT_DAYS, CITY_CALENDARS)
def test_a_citys_exceptions_have_the_last_word(day: date, city: business_days.Calendar) -> None:
    if day in city.opened:
        assert business_days.is_business_day(day, city)
    elif day in city.closed:
        assert not business_days.is_business_day(day, city)
    else:
        assert business_days.is_business_day(day, city) == business_days.is_business_day(day)


@given(st.integers(1, 47), st.integers(0, 999))
def test_a_completed_code_is_valid_and_no_other_check_digit_is(prefecture: int, body: int) -> None:
    five = f"{prefecture:02}{body:03}"
    right = codes.complete_local_government_code(five)
    assert [digit for digit in "0123456789" if codes.is_local_government_code(five + digit)] == [right[-1]]


@given(st.integers(1, 47), st.integers(0, 999))
def test_a_code_kept_as_a_number_is_found_again(prefecture: int, body: int) -> None:
    code = codes.complete_local_government_code(f"{prefecture:02}{body:03}")
    assert codes.pad_local_government_code(int(code)) == (code, prefecture < 10)


@given(st.integers(1, 10**12 - 1), st.integers(0, 11), st.integers(1, 8))
def test_one_wrong_digit_of_a_corporate_number_is_found(base: int, place: int, off: int) -> None:
    digits = f"{base:012}"
    wrong = (int(digits[place]) + off) % 10
    right = codes.corporate_number_check_digit(digits) + digits
    assert right[0] != "0"
    assert codes.is_corporate_number(right)
    # 0 and 9 for one another is the known hole of the check digit.
    if {int(digits[place]), wrong} != {0, 9}:
        changed = digits[:place] + str(wrong) + digits[place + 1 :]
        assert not codes.is_corporate_number(right[0] + changed)


@given(SOME_TEXT)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert kana.fold(kana.fold(text)) == kana.fold(text)


@given(KANA)
def test_kana_go_there_and_back(text: str) -> None:
    assert kana.hiragana(kana.katakana(text)) == kana.hiragana(text)


@given(KANA)
def test_the_sort_key_ignores_which_kana_was_used(text: str) -> None:
    assert kana.reading_key(kana.katakana(text)) == kana.reading_key(text)


@given(KANA, KANA)
def test_a_longer_reading_sorts_after_its_beginning(text: str, more: str) -> None:
    if kana.is_reading(text) and not more.startswith("ー"):
        assert kana.reading_key(text) <= kana.reading_key(text + " か" + more)


@given(KANA)
def test_a_stored_reading_is_itself_a_reading(text: str) -> None:
    if kana.is_reading(text):
        stored = kana.check_reading(text)
        assert kana.check_reading(stored) == stored


def _answer(read: Callable[[], object]) -> str:
    try:
        return f"{read()}。"
    except NotReadable as refusal:
        return str(refusal)


@given(st.one_of(SOME_TEXT, DATE_LIKE), st.one_of(st.none(), FISCAL_YEARS))
def test_no_text_breaks_a_reader(text: str, context: int | None) -> None:
    for read in (
        lambda: parsing.parse_when(text, fiscal_year=context),
        lambda: parsing.parse_occasion(text, year=context),
        lambda: fiscal.parse_fiscal_year(text),
        lambda: dates.parse_times(text),
        lambda: codes.check_corporate_number(text),
        lambda: codes.pad_local_government_code(text),
        lambda: kana.check_reading(text),
    ):
        assert "。" in _answer(read)


@given(DAYS, DAYS)
def test_a_span_of_days_names_both_weekdays(a: date, b: date) -> None:
    first, last = min(a, b), max(a, b)
    if first >= eras.FIRST_SOLAR_DAY and first != last:
        printed = dates.days(first, last)
        assert printed.count("（") == 2
        assert printed.endswith(f"日（{dates.weekday(last)}）")
