"""Of more sitemap files than a crawl reads, those that may have the news are read, and the others told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.internet import ALLOW_ALL, GoogleNews, Publisher, xml

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

HOME = "https://paper.example.com"
MONTHS = [f"/{2020 + month // 12}-{month % 12 + 1:02}.xml" for month in range(60)]


def index(*named: str) -> str:
    children = "".join(f"<sitemap>{child}</sitemap>" for child in named)
    return f"<sitemapindex>{children}</sitemapindex>"


def undated(path: str) -> str:
    return f"<loc>{HOME}{path}</loc>"


def dated(path: str) -> str:
    return f"{undated(path)}<lastmod>{path.strip('/').removesuffix('.xml')}-15</lastmod>"


def write(paper: Publisher, *, newest: str) -> None:
    """Sixty files, one with the news in it."""
    for month in MONTHS:
        paper.site.put(month, xml("<urlset/>"))
    news = f"<url><loc>{paper.story(0).url}</loc></url>"
    paper.site.put(newest, xml(f"<urlset>{news}</urlset>"))


def files_asked(internet: Internet) -> set[str]:
    paths = (visit.url.removeprefix(HOME) for visit in internet.visits)
    return {path for path in paths if path.endswith(".xml")}


@pytest.mark.parametrize(
    ("newest", "roots"),
    [
        pytest.param(MONTHS[0], ["/index.xml"], id="an index, the first"),
        pytest.param(MONTHS[-1], ["/index.xml"], id="an index, the last"),
        pytest.param(MONTHS[-1], MONTHS, id="robots.txt, the last"),
    ],
)
def test_of_many_files_without_a_date_those_at_both_ends_are_read(
    project: Project, internet: Internet, google: GoogleNews, newest: str, roots: list[str]
) -> None:
    paper = Publisher(internet, "paper.example.com")
    write(paper, newest=newest)
    paper.site.put("/index.xml", xml(index(*map(undated, MONTHS))))
    paper.robots = ALLOW_ALL + "".join(f"Sitemap: {HOME}{root}\n" for root in roots)
    left_out = len({*roots, *MONTHS}) - 50

    ran = project.crawl("-a", "sites=paper.example.com", spider="sitemaps")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 1
    assert f"{HOME}/: {left_out} sitemap files are left out" in ran.errors
    assert len(files_asked(internet)) == 50


def test_what_an_index_of_news_names_is_read_before_the_archive(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    write(paper, newest="/1.xml")
    paper.site.put("/news-index.xml", xml(index(undated("/1.xml"))))
    roots = [*MONTHS, "/news-index.xml"]
    paper.robots = ALLOW_ALL + "".join(f"Sitemap: {HOME}{root}\n" for root in roots)

    ran = project.crawl("-a", "sites=paper.example.com", spider="sitemaps")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 1
    assert len(files_asked(internet)) == 50


def test_of_many_files_with_a_date_the_newest_are_read(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    write(paper, newest=MONTHS[-1])
    paper.site.put("/index.xml", xml(index(*map(dated, MONTHS))))
    since = ("-a", "since=2020-01-01")

    ran = project.crawl("-a", f"sites={HOME}/index.xml", *since, spider="sitemaps")

    assert project.report()["states"]["stored"] == 1, ran.errors
    assert files_asked(internet) == {"/index.xml", *MONTHS[-49:]}


def test_each_of_several_indexes_is_read_in_turn(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com")
    write(paper, newest="/today.xml")
    paper.site.put("/archive.xml", xml(index(*map(undated, MONTHS))))
    paper.site.put("/current.xml", xml(index(undated("/today.xml"))))
    paper.robots = f"{ALLOW_ALL}Sitemap: {HOME}/archive.xml\nSitemap: {HOME}/current.xml\n"

    ran = project.crawl("-a", "sites=paper.example.com", spider="sitemaps")

    assert project.report()["states"]["stored"] == 1, ran.errors
