"""Every way a link can go has one end, with a reason, in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.internet import (
    GoogleNews,
    Publisher,
    Reply,
    Story,
    bot_check,
    empty,
    html,
    huge,
    pdf,
    plain,
    soft_404,
)

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

NOTHING_MORE = {"NEWSCRAWL_TRIES": "2", "DOWNLOAD_TIMEOUT": "3"}


def ends(project: Project) -> dict[str, tuple[str, str]]:
    """Title -> state and reason."""
    rows = project.rows("SELECT title, state, reason FROM links")
    return {row["title"]: (row["state"], row["reason"]) for row in rows}


def in_russian(text: str) -> Reply:
    """A page in Windows-1251 that says it is in UTF-8."""
    return Reply(
        body=f"<meta charset=utf-8>{text}".encode("cp1251"), headers={"Content-Type": "text/html"}
    )


def test_what_a_publisher_answers_decides_the_end(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    answers: list[tuple[Reply, tuple[str, str]]] = [
        (html("<h1>Gone</h1>", status=404), ("refused", "http_404")),
        (html("<h1>Gone</h1>", status=410), ("refused", "http_410")),
        (html("<h1>Pay</h1>", status=402), ("refused", "http_402")),
        (html("<h1>No</h1>", status=403), ("failed", "http_403")),
        (html("<h1>Oops</h1>", status=500), ("failed", "http_500")),
        (pdf(), ("refused", "not_html")),
        (empty(), ("refused", "empty_page")),
        (huge(), ("refused", "too_large")),
        (bot_check(), ("refused", "bot_check")),
        (soft_404(), ("refused", "soft_404")),
        (in_russian("<h1>Страница не найдена</h1>"), ("refused", "soft_404")),
        (html("<html><body><p>Two words.</p></body></html>"), ("refused", "too_short")),
        (Reply(manner="drop"), ("failed", "connection")),
        (Reply(manner="cut", body=b"<html>" * 99), ("failed", "cut_off")),
        (Reply(manner="endless", body=b"<p>and so on</p>"), ("failed", "timeout")),
    ]
    expected = {
        paper.instead(number, reply).title: end for number, (reply, end) in enumerate(answers)
    }
    google.add("q", paper.stories(len(answers)))

    ran = project.crawl("-a", "query=q", **NOTHING_MORE)

    assert ran.exit_code == 0, ran.errors
    assert ends(project) == expected


def test_where_a_redirect_leads_decides_the_end(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    other = Publisher(internet, "www.other.example.com")
    internet.site("consent.example.com").put("/robots.txt", plain(""))
    expected = {
        paper.moved(0, other.story(0).url).title: ("stored", ""),
        paper.moved(1, "/").title: ("refused", "soft_404"),
        paper.moved(2, "https://consent.example.com/collect?to=x").title: ("refused", "consent"),
        paper.moved(3, "https://news.google.com/").title: ("refused", "google_page"),
        paper.loop(4).title: ("refused", "redirect_loop"),
        paper.moved(5, "mailto:desk@paper.example.com").title: ("refused", "bad_link"),
    }
    google.add("q", paper.stories(6))

    project.crawl("-a", "query=q")

    assert ends(project) == expected
    assert project.rows("SELECT url FROM articles") == [{"url": other.story(0).url}]


def test_a_failure_that_passes_is_tried_again_in_the_same_crawl(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    paper.instead(0, html("busy", status=503), paper.page(0))
    paper.instead(1, Reply(manner="drop"), paper.page(1))
    google.add("q", paper.stories(2))

    project.crawl("-a", "query=q")

    assert set(ends(project).values()) == {("stored", "")}


def test_links_that_are_no_articles_are_refused_by_name(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    video = Story(
        url="https://www.youtube.com/watch?v=abcdefghijk",
        title="A video",
        publisher="YouTube",
        host="www.youtube.com",
        published=paper.newest,
    )
    google.add("q", [paper.story(0), video])

    project.crawl("-a", "query=q")

    assert ends(project) == {
        paper.story(0).title: ("stored", ""),
        "A video": ("refused", "video"),
    }


def test_a_token_that_google_does_not_resolve_is_kept_and_then_fails(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    google.add("q", paper.stories(3))
    google.fail_tokens.add(google.token(paper.story(0)))
    google.lie_tokens.add(google.token(paper.story(1)))

    project.crawl("-a", "query=q", NEWSCRAWL_TRIES="2")

    assert ends(project) == {
        paper.story(0).title: ("failed", "row_error_3"),
        paper.story(1).title: ("failed", "length_mismatch"),
        paper.story(2).title: ("stored", ""),
    }


def test_one_story_under_several_addresses_is_stored_once(
    project_anywhere: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "www.paper.example.com", amp=True)
    story = paper.story(0)
    copies = [
        story.url,
        story.url + "?utm_source=x",
        story.url + "?print=1",  # another page to us, until its rel=canonical says it is not
        str(story.amp_url),
    ]
    paper.site.put(story.path + "?print=1", paper.page(0, canonical=story.url))
    google.add(
        "q",
        [
            Story(
                url=url,
                title=f"{story.title} {number}",
                publisher=story.publisher,
                host=story.host,
                published=story.published,
            )
            for number, url in enumerate(copies)
        ],
    )

    project_anywhere.crawl("-a", "query=q")

    states = sorted(state for state, _ in ends(project_anywhere).values())
    assert states == ["duplicate", "duplicate", "duplicate", "stored"]
    assert project_anywhere.rows("SELECT count(*) AS n FROM articles") == [{"n": 1}]
