"""A site's file is known for a day, of some use for a month, and then forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newscrawl.store import site_files
from newscrawl.store.site_files import SiteFile
from tests.store.samples import NOW

if TYPE_CHECKING:
    from tests.store.samples import Desk

URL = "https://paper.example.com/robots.txt"


def a_file(text: str = "Allow: /", **age: float) -> SiteFile:
    return SiteFile(url=URL, status=200, text=text, asked_at=NOW - timedelta(**age))


@pytest.mark.parametrize(
    ("age", "is_fresh", "is_of_use"),
    [
        pytest.param({"hours": 23}, True, True, id="of today"),
        pytest.param({"hours": 24}, False, True, id="of yesterday"),
        pytest.param({"days": 30}, False, False, id="of last month"),
    ],
)
def test_how_long_a_file_is_good_for(age, is_fresh, is_of_use) -> None:
    file = a_file(**age)

    assert (file.is_fresh(NOW), file.is_of_use(NOW)) == (is_fresh, is_of_use)


def test_the_last_answer_is_known(desk: Desk) -> None:
    unknown = desk.do(site_files.known, URL)
    desk.do(site_files.note, a_file("Allow: /", hours=30))
    desk.do(site_files.note, a_file("Disallow: /"))

    assert unknown is None
    assert desk.do(site_files.known, URL) == a_file("Disallow: /")


@pytest.mark.parametrize(("days", "is_known"), [(29, True), (31, False)])
def test_what_is_of_no_use_is_forgotten(desk: Desk, days: int, is_known) -> None:
    desk.do(site_files.note, a_file(days=days))

    desk.do(site_files.forget_old, now=NOW)

    assert (desk.do(site_files.known, URL) is not None) is is_known
