"""What a resolved story costs Google: cold, warm, and with publishers' own sitemaps, beside what peers ask.

Run it with `make benchmark`, or `python benchmarks/google_requests.py --stories 60`. It crawls the
stand-in for the news web of the tests, so the counts are exact and the same everywhere; no time is measured.
Peers that decode today's links ask for the signed page and the POST of every link, whenever they meet it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.crawls import IN_A_HURRY, Project
from tests.internet import GoogleNews, Internet, Publisher

PEERS = 2.0  # requests a link: the page and the POST, no cache
HOSTS = 6


def publish(internet: Internet, google: GoogleNews, many: int, *, sitemaps: bool) -> None:
    """Half of the publishers list their stories in a news sitemap, as on the web not all do."""
    stories = []
    for number in range(HOSTS):
        paper = Publisher(internet, f"paper{number}.example.com", listed=many)
        if sitemaps and number % 2 == 0:
            paper.robots = f"User-agent: *\nAllow: /\nSitemap: {paper.sitemap_url}\n"
        elif sitemaps:
            paper.listed = 0
        stories += paper.stories(many // HOSTS)
    google.add("q", stories)


def resolving_requests(internet: Internet) -> int:
    return len(internet.asked("news.google.com")) - len(
        internet.asked("news.google.com", "/rss/search")
    )


def measure(many: int, *, sitemaps: bool) -> tuple[int, int, int]:
    """Return stories stored, and the Google requests of a first and a second crawl."""
    with tempfile.TemporaryDirectory() as folder, Internet() as internet:
        publish(internet, GoogleNews(internet), many, sitemaps=sitemaps)
        project = Project(Path(folder), internet, f"sqlite:///{folder}/newscrawl.db")
        project.settings = IN_A_HURRY | {"NEWSCRAWL_ASK_PUBLISHERS": str(sitemaps)}
        project.crawl("-a", "query=q")
        cold = resolving_requests(internet)
        project.crawl("-a", "query=q")
        return project.report()["articles"], cold, resolving_requests(internet) - cold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=60)
    many = parser.parse_args().stories // HOSTS * HOSTS
    stored, cold, warm = measure(many, sitemaps=False)
    listed, spared, _ = measure(many, sitemaps=True)
    rows = [
        ("peers, every time", many, PEERS),
        ("newscrawl, cold", stored, cold / stored),
        ("newscrawl, warm", stored, warm / stored),
        ("newscrawl, cold, half the publishers with a news sitemap", listed, spared / listed),
    ]
    print(f"{'Google requests a resolved story':58} stories  requests  of peers'")
    for name, stories, cost in rows:
        print(f"{name:58} {stories:7}  {cost:8.2f}  {cost / PEERS:8.0%}")


if __name__ == "__main__":
    main()
