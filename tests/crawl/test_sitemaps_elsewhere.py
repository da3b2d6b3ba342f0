"""A sitemap may lie on another host than the site it lists: the site's robots.txt says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.internet import GoogleNews, Publisher, xml

if TYPE_CHECKING:
    from tests.crawls import Project
    from tests.internet import Internet

AWAY = "https://cdn.example.net"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def list_elsewhere(internet: Internet, paper: Publisher, many: int) -> None:
    entries = "".join(
        f"<url><loc>{story.url}</loc><news:news><news:title>{story.title}</news:title>"
        f"<news:publication_date>{story.published.isoformat()}</news:publication_date>"
        "</news:news></url>"
        for story in paper.stories(many)
    )
    foreign = "<url><loc>https://elsewhere.example.com/x</loc></url>"
    internet.site("cdn.example.net").put(
        "/index-news.xml",
        xml(f"<sitemapindex><sitemap><loc>{AWAY}/news.xml</loc></sitemap></sitemapindex>"),
    ).put("/news.xml", xml(f'<urlset xmlns:news="{NEWS}">{entries}{foreign}</urlset>'))
    paper.robots = f"User-agent: *\nAllow: /\nSitemap: {AWAY}/index-news.xml\n"


def test_a_sitemap_on_another_host_lists_its_site_and_no_other(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    list_elsewhere(internet, Publisher(internet, "paper.example.com"), 3)
    recent = ("-a", "since=2025-01-01")

    ran = project.crawl("-a", "sites=paper.example.com", *recent, spider="sitemaps")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 3
    assert project.report()["crawls"][-1]["counts"]["feed_items/foreign_host"] == 1


def test_it_resolves_googles_links_too(
    project: Project, internet: Internet, google: GoogleNews
) -> None:
    paper = Publisher(internet, "paper.example.com", listed=0)
    list_elsewhere(internet, paper, 5)
    google.add("q", paper.stories(5))

    ran = project.crawl("-a", "query=q", NEWSCRAWL_ASK_PUBLISHERS="True")

    assert ran.exit_code == 0, ran.errors
    assert project.report()["states"]["stored"] == 5
    assert internet.asked("news.google.com", "/rss/articles/") == []
