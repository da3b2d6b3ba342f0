"""Dates as the world writes them: each is the one moment or day it says, or none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discover.dates import read_date


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 02 Jan 2026 03:04:00 GMT",
        "Fri, 02 Jan 2026 03:04:00 UT",
        "Fri, 2 Jan 26 03:04 Z",
        "Fri, 02 Jan 2026 04:04:00 +0100",
        "Fri, 02 Jan 2026 04:04:00 CET",
        "Thu, 01 Jan 2026 22:04:00 EST",
        "Thu, 01 Jan 2026 22:04:00 -0500 (EST)",
        "Fri, 02 Jan 2026 08:34:00 +5:30",
        "Fri, 02 Jan 2026 05:04:00 GMT+2",
        "02-Jan-2026 03:04",
        "2026-01-02T03:04:00Z",
        "2026-01-02T04:04:00.000+01:00",
        "2026-01-02T03:04:00",
        "2026-01-02 03:04",
        "2026/01/02 12:04:00 +0900",
        "20260102T030400Z",
        "20260102030400",
        "Fri Jan  2 03:04:00 2026",
        "Thu Jan  1 22:04:00 EST 2026",
        "January 2, 2026 3:04 am",
        "Jan 2nd, 2026, 03:04 AM",
        "02.01.2026 03:04",
        "03:04, 2 January 2026",
        "1767323040",
        "1767323040000",
        "2. Januar 2026, 03:04 Uhr",
        "2. Jän. 2026 03:04",
        "vendredi 2 janvier 2026 à 3h04",
        "viernes, 2 de enero de 2026 03:04",
        "sexta, 2 de janeiro de 2026 03:04",
        "ven, 02 gen 2026 03:04:00 +0000",
        "vrijdag 2 januari 2026 03:04",
        "pt., 02 sty 2026 04:04:00 +0100",
        "Cum, 02 Oca 2026 06:04:00 +0300",
        "Пт, 02 янв 2026 06:04:00 +0300",
        "2 січня 2026 03:04",
        "Παρ, 02 Ιαν 2026 03:04:00 +0000",
        "الجمعة، 2 يناير 2026 03:04",
        "शुक्रवार, 2 जनवरी 2026 03:04",
        "2026年1月2日 03:04",
        "2026年1月2日3時04分",
        "2026년 1월 2일 오전 3:04",
    ],
)
def test_a_date_is_read_in_all_the_ways_it_is_written(text):
    date = read_date(text)

    assert date is not None
    assert date.at == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert not date.day_only


@pytest.mark.parametrize(
    "text",
    ["2026-01-02", "20260102", "2 Jan 2026", "02.01.2026", "2026-01-02T00:00:00", "2026. 1. 2."],
)
def test_a_day_is_known_to_be_a_day(text):
    date = read_date(text)

    assert date is not None
    assert date.at == datetime(2026, 1, 2, tzinfo=UTC)
    assert date.day_only


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("mar., 06 janv. 2026", datetime(2026, 1, 6, tzinfo=UTC), id="mardi, not mars"),
        pytest.param("Paz, 04 Oca 2026", datetime(2026, 1, 4, tzinfo=UTC), id="Pazar"),
        pytest.param("Fri, 02 Jan 98", datetime(1998, 1, 2, tzinfo=UTC), id="the last century"),
        pytest.param("16/06/2026", datetime(2026, 6, 16, tzinfo=UTC), id="a day beyond 12"),
        pytest.param("06/16/2026", datetime(2026, 6, 16, tzinfo=UTC), id="American"),
    ],
)
def test_a_date_is_not_mistaken_for_another(text, day):
    date = read_date(text)

    assert date is not None
    assert date.at == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-01",
        "January 2026",
        "05/03/2026",
        "31 Feb 2026",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-10:00",
        "2569-01-02",
        "Fri, 02 Jan 2026 03:04:00 +9999",
        "9" * 200,
    ],
)
def test_what_is_no_certain_date_is_none(text):
    assert read_date(text) is None


PIECES = st.lists(
    st.sampled_from(
        [*"0123456789-/.:, +", "2026", "Jan", "Januar", "月", "T03:04", "+99:99", "GMT", "pm"]
    )
).map("".join)


@given(st.text() | PIECES)
def test_any_text_is_a_date_or_none(text):
    date = read_date(text)

    assert date is None or date.at.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31T23:59:59",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_the_first_and_last_days_there_are_are_no_dates(text: str) -> None:
    assert read_date(text) is None
