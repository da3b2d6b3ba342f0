"""A file of queries is read whole, or refused with the line where it goes wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.discover.googlenews import asks
from newscrawl.discover.queries import KEYS, Query, read_queries
from newscrawl.errors import BadArgument

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def read(text):
    return read_queries(text, name="queries.toml", now=NOW)


def test_a_file_with_everything_is_read_in_its_order():
    found = read("""
        # what the desk follows
        [[query]]
        name = "rain"
        query = '"heavy rain" -site:example.com'
        editions = ["en-US", "pt-BR"]
        since = "7d"
        every = "15m"

        [[query]]
        name = "sport"
        topic = "SPORTS"
        since = 2026-01-01

        [[query]]
        name = "home"
        geo = "São Paulo"

        [[query]]
        name = "front page"
        top = true
        every = "1d"
    """)

    assert found == (
        Query(
            "rain",
            {"query": '"heavy rain" -site:example.com', "since": "7d", "edition": "en-US,pt-BR"},
            timedelta(minutes=15),
        ),
        Query("sport", {"topic": "SPORTS", "since": "2026-01-01"}),
        Query("home", {"geo": "São Paulo"}),
        Query("front page", {"top": "1"}, timedelta(days=1)),
    )


def test_what_is_read_can_be_asked():
    [query] = read('[[query]]\nname = "x"\nquery = "rain"\neditions = ["en-GB", "de-AT"]')

    found = asks(query.arguments, now=NOW)

    assert [ask.edition for ask in found] == ["en-GB", "de-AT"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('\ufeff[[query]]\nname = "x"\ntop = true\n', id="byte order mark"),
        pytest.param('[[query]]\r\nname = "x"\r\ntop = true\r\n', id="Windows lines"),
        pytest.param('query = [{name = "x", top = true}]', id="in one line"),
        pytest.param('[[query]]\nname = """\n x\n"""\ntop = true', id="name over three lines"),
    ],
)
def test_ways_to_write_the_same(text):
    assert read(text) == (Query("x", {"top": "1"}),)


@pytest.mark.parametrize(
    ("every", "seconds"),
    [("30s", 30), ("90s", 90), ("15m", 900), ("2h", 7200), ("7d", 604800), ("168h", 604800)],
)
def test_every_is_a_number_with_its_unit(every, seconds):
    [query] = read(f'[[query]]\nname = "x"\ntop = true\nevery = "{every}"')

    assert query.every == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        pytest.param('quary = "x"', "did you mean query?", id="unknown key"),
        pytest.param('zzz = "x"', ", ".join(KEYS), id="unlike any key"),
        pytest.param('edition = "en-US"', "did you mean editions?", id="the argument's name"),
        pytest.param("query = 7", "quotes", id="number for a query"),
        pytest.param('query = "  "', "leave it out", id="empty query"),
        pytest.param('editions = "en-US"', '["en-US", "pt-BR"]', id="text for editions"),
        pytest.param("editions = []", '["en-US", "pt-BR"]', id="no editions"),
        pytest.param('editions = ["en-US", 1]', '["en-US", "pt-BR"]', id="number for an edition"),
        pytest.param('editions = ["xx-YY"]', "language-COUNTRY", id="unknown edition"),
        pytest.param('topic = "WORLD"', "keep one", id="two subjects"),
        pytest.param("top = true", "keep one", id="query and top"),
        pytest.param("top = false", "leave it out", id="not the top"),
        pytest.param('top = "1"', "top = true", id="text for top"),
        pytest.param('since = "yesterday"', "2026-01-01", id="no time"),
        pytest.param("since = 2026-07-01", "lies ahead", id="day to come"),
        pytest.param("since = 2026-01-01T00:00:00Z", "quotes", id="moment for since"),
        pytest.param('every = "1w"', "30s to 7d", id="weeks"),
        pytest.param('every = "10s"', "30s to 7d", id="too often"),
        pytest.param('every = "8d"', "30s to 7d", id="too seldom"),
        pytest.param("every = 900", "quotes", id="number for every"),
        pytest.param('every = "999999d"', "30s to 7d", id="ages"),
        pytest.param('name = "first"', "is taken", id="name of another"),
        pytest.param('name = " first "', "is taken", id="name of another, with blanks"),
        pytest.param('name = ""', "add one", id="empty name"),
        pytest.param("name = 1", "quotes", id="number for a name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line_and_the_cure(line, cure):
    key = line.split(" ")[0]
    rest = {"name": 'name = "second"', "query": 'query = "rain"'}
    rest.pop(key, None)
    text = "\n".join(['[[query]]\nname = "first"\ntop = true\n\n[[query]]', *rest.values()])

    message = _refusal(f"{text}\n# the next line is wrong\n{line}\n")

    assert message.startswith(f"queries.toml:{5 + len(rest) + 2}: ")
    assert cure in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "line", "cure"),
    [
        pytest.param("", 1, "[[query]]", id="empty"),
        pytest.param("# nothing\n", 1, "[[query]]", id="only a comment"),
        pytest.param("query = []", 1, "[[query]]", id="no queries"),
        pytest.param('\n[query]\nname = "x"', 2, "[[query]]", id="one bracket"),
        pytest.param('\nquery = "rain"', 2, "[[query]]", id="no table"),
        pytest.param("query = [1]", 1, "[[query]]", id="list of numbers"),
        pytest.param('name = "x"\n', 1, "[[query]]", id="key before the tables"),
        pytest.param('"" = 1\n', 1, "[[query]]", id="key without a name"),
        pytest.param('[[query]]\nname="x"\ntop=true\n[[queries]]', 4, "[[query]]", id="plural"),
        pytest.param('[[query]]\nname = "x"\n', 1, "top = true", id="nothing to ask"),
        pytest.param('\n\n[[query]]\nquery = "x"\n', 3, "add one", id="no name"),
        pytest.param('[[query]]\nname = "x"\nquery = rain\n', 3, "quotes", id="no quotes"),
        pytest.param('[[query]]\nname = "x\n', 2, "quotes", id="open quote"),
        pytest.param('[[query]]\nname = """x\n', 2, "quotes", id="open at the end"),
        pytest.param('[[query]]\nname = "x"\nname = "y"\n', 3, "quotes", id="key twice"),
        pytest.param("[[query]]\nx = 2026-02-30\n", 2, "quotes", id="no such day"),
        pytest.param("[[query]]\nx = " + "[" * 9999, 2, "TOML", id="endless brackets"),
        pytest.param("[[query]]\nx = " + "9" * 9999, 2, "TOML", id="endless number"),
        pytest.param("<html>", 1, "TOML", id="another file"),
    ],
)
def test_a_file_that_is_none_names_the_line(text, line, cure):
    message = _refusal(text)

    assert message.startswith(f"queries.toml:{line}: ")
    assert cure in message
    assert "\n" not in message


def test_a_line_is_found_where_texts_look_like_tables():
    message = _refusal("""[[query]]
name = '''
[[query]]
evry = "1h"
'''
top = true
[[query]]
name = "y"
top = true
editions = [
  "en-US",
  "xx-YY",
]
""")

    assert message.startswith("queries.toml:10: editions: there is no")


def _refusal(text):
    with pytest.raises(BadArgument) as caught:
        read(text)
    return str(caught.value)
