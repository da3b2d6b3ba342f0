"""Writing over stored articles: in place, and a row the database refuses hurts no other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from newscrawl.store import articles, links, rewrite
from newscrawl.store.entries import End
from newscrawl.store.patient import PatientDatabase
from newscrawl.store.rewrite import Rewrite, fields_of
from newscrawl.store.schema import articles as articles_table
from tests.store.samples import NOW, Desk, a_keep, direct

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from newscrawl.store.articles import Keep

REASONS = ("no_text",)


@pytest.fixture
async def database(database_url: str, desk: Desk) -> AsyncIterator[PatientDatabase]:
    opened = PatientDatabase(database_url, patience=5.0, timeout=30.0)
    await opened.open()
    yield opened
    opened.close()


def keep(desk: Desk, path: str, **fields: Any) -> Keep:
    found = direct(path)
    desk.discover(found)
    kept = a_keep(found, **fields)
    kept = replace(kept, key=found.key, keys=frozenset({found.key}))
    desk.do(articles.keep, [kept], crawl=1, now=NOW)
    return kept


def refuse(desk: Desk, path: str, reason: str = "no_text") -> Keep:
    found = direct(path)
    desk.discover(found)
    desk.do(links.end, [End(key=found.key, state="refused", reason=reason)], now=NOW)
    kept = a_keep(found)
    return replace(kept, key=found.key, keys=frozenset({found.key}))


def anew(kept: Keep, **fields: Any) -> Rewrite:
    return Rewrite(article=kept.key, fields=fields_of(replace(kept.article, **fields)))


async def test_an_article_is_written_over_where_it_is(
    desk: Desk, database: PatientDatabase
) -> None:
    kept = keep(desk, "a")
    (before,) = desk.rows(articles_table)

    done = await rewrite.write(database, [anew(kept, text="New", authors=("Ann Example",))])

    (after,) = desk.rows(articles_table)
    assert done == {"changed": 1}
    assert after == before | {"text": "New", "authors": ["Ann Example"]}


async def test_a_row_the_database_refuses_is_left_out_alone(
    desk: Desk, database: PatientDatabase
) -> None:
    first, poison, last = (keep(desk, name) for name in "abc")

    done = await rewrite.write(
        database, [anew(first, text="New"), anew(poison, text="\ud800"), anew(last, text="New")]
    )

    texts = {row["key"]: row["text"] for row in desk.rows(articles_table)}
    assert done == {"changed": 2, "refused": 1}
    assert texts == {first.key: "New", poison.key: "Text", last.key: "New"}


async def test_a_link_that_was_taken_up_meanwhile_is_left_alone(
    desk: Desk, database: PatientDatabase
) -> None:
    fresh, taken = refuse(desk, "a"), refuse(desk, "b")
    await rewrite.write(database, [taken])

    done = await rewrite.write(database, [fresh, taken])

    assert done == {"added": 1}
    assert desk.ends() == {fresh.key: ("stored", ""), taken.key: ("stored", "")}


async def test_a_refused_link_whose_story_is_stored_by_now_is_its_duplicate(
    desk: Desk, database: PatientDatabase
) -> None:
    stored, other = keep(desk, "a"), refuse(desk, "b")

    done = await rewrite.write(database, [replace(other, keys=other.keys | stored.keys)])

    assert done == {"duplicate": 1}
    assert desk.ends()[other.key] == ("duplicate", "same_story")
    assert len(desk.rows(articles_table)) == 1


def test_pages_are_found_as_articles_or_as_links_refused_for_one_of_the_reasons(
    desk: Desk,
) -> None:
    stored, refused, robots = keep(desk, "a"), refuse(desk, "b"), refuse(desk, "c", "robots")
    nowhere = direct("d").key

    found = desk.do(rewrite.stored, [stored.key, refused.key, robots.key, nowhere], reasons=REASONS)

    assert found.keys() == {stored.key, refused.key}
    assert found[stored.key].article == stored.key
    assert found[stored.key].fields == fields_of(stored.article)
    assert found[refused.key].article is None
    assert found[refused.key].leased.link.url == "https://paper.example.com/b"
