"""Every setting of ours is read, checked, and refused with a cure where it cannot be."""

from __future__ import annotations

from dataclasses import fields

import pytest

from newscrawl import settings
from newscrawl.errors import BadSetting
from newscrawl.items import OPT_OUTS
from newscrawl.knobs import Knobs, read_knobs

OURS = {name: getattr(settings, name) for name in dir(settings) if name.startswith("NEWSCRAWL_")}


def test_every_setting_is_read_and_every_knob_is_set() -> None:
    knobs = {f"NEWSCRAWL_{field.name.upper()}" for field in fields(Knobs)}

    assert knobs == set(OURS)


def test_the_defaults_are_fit_to_crawl_with() -> None:
    knobs = read_knobs(OURS)

    assert knobs.google_news is True
    assert knobs.lease > knobs.database_patience / 100
    assert isinstance(knobs.write_batch, int)


@pytest.mark.parametrize("field", fields(Knobs), ids=lambda field: field.name)
def test_a_setting_that_is_missing_is_named(field) -> None:
    name = f"NEWSCRAWL_{field.name.upper()}"

    with pytest.raises(BadSetting, match=f"{name} is not set: run inside the project"):
        read_knobs({**OURS, name: None})


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("HOSTS", "many", "write a whole number, 1 or more"),
        ("HOSTS", "0", "write a whole number, 1 or more"),
        ("TRIES", "-1", "write a whole number, 1 or more"),
        ("WRITE_BATCH", "1.5", "write a whole number, 1 or more"),
        ("EXTRACT_WORKERS", True, "write a whole number, 1 or more"),
        ("WAIT", "a minute", "write seconds, e.g. 1.5"),
        ("WAIT", "-1", "write seconds, 0 or more"),
        ("WAIT", "nan", "write seconds, 0 or more"),
        ("DATABASE_PATIENCE", "inf", "write seconds, 0 or more"),
        ("LEASE", "1e12", "write seconds, 1000000000 at most"),
        ("LEASE", "0", "write seconds, more than 0"),
        ("LEASE", "-1", "write seconds, 0 or more"),
        ("EXTRACT_TIMEOUT", 0.0, "write seconds, more than 0"),
        ("PROGRESS_INTERVAL", 0, "write seconds, more than 0"),
        ("GOOGLE_NEWS", "maybe", "write True or False"),
        ("GOOGLE_NEWS", "", "write True or False"),
        ("CRAWL_DELAY", "0", "write seconds, more than 0"),
        ("HOST_PAGES", "0", "write a whole number, 1 or more"),
        ("REFUSE_OPT_OUTS", "noarchive nofollow", f"write all, or some of {', '.join(OPT_OUTS)}"),
        ("REFUSE_OPT_OUTS", "all tdm", f"write all, or some of {', '.join(OPT_OUTS)}"),
    ],
)
def test_what_cannot_be_is_refused_with_its_cure(name: str, value: object, cure: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_knobs({**OURS, f"NEWSCRAWL_{name}": value})

    assert str(refused.value) == f"NEWSCRAWL_{name} is {value!r}: {cure}"


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("HOSTS", "7", 7),
        ("WAIT", "0", 0.0),
        ("LEASE", " 1.5 ", 1.5),
        ("GOOGLE_NEWS", "no", False),
        ("GOOGLE_NEWS", "ON", True),
        ("CONTACT", " https://example.com/bot ", "https://example.com/bot"),
    ],
)
def test_settings_may_be_words_from_the_command_line(name: str, value: str, read) -> None:
    knobs = read_knobs({**OURS, f"NEWSCRAWL_{name}": value})

    assert getattr(knobs, name.lower()) == read


def test_a_job_folder_is_refused() -> None:
    with pytest.raises(BadSetting, match=r"JOBDIR is not used here.*leave it out"):
        read_knobs({**OURS, "JOBDIR": "jobs"})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", set()),
        ("all", set(OPT_OUTS)),
        ("tdm, noarchive", {"tdm", "noarchive"}),
        ("tdm noarchive", {"tdm", "noarchive"}),
    ],
)
def test_opt_outs_are_named_by_words(value: str, words: set[str]) -> None:
    assert read_knobs({**OURS, "NEWSCRAWL_REFUSE_OPT_OUTS": value}).refuse_opt_outs == words
