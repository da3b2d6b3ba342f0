"""A teaser before a paywall is told from a whole story beside an offer."""

from __future__ import annotations

import pytest

from newscrawl.extract.article import extract

OPENING = (
    "The council met on Monday evening and voted for the new footbridge over the river, "
    "which opens in May and has cost eleven million."
)
MORE = "".join(
    f"<p>Resident number {number} said that the crossing had been missed by everybody on the west bank, "
    f"where {number} shops lost customers while it was closed, and that she will be the first to walk over it.</p>"
    for number in range(2, 16)
)

HINDI = "नगर परिषद ने सोमवार शाम को नदी पर नए पुल के पक्ष में मतदान किया, जो मई में खुलेगा। " * 14


def free_access(body: str, head: str = "") -> bool | None:
    page = (
        f"<html><head><title>Footbridge</title>{head}</head><body><h1>Footbridge opens</h1>{body}"
    )
    return extract(page.encode(), encoding="utf-8", url="https://news.example/a").free_access


@pytest.mark.parametrize(
    "wall",
    [
        pytest.param(
            "<div class='paywall'><a href=/buy>Offers</a></div>", id="a box named paywall"
        ),
        pytest.param("<div id='regwall-box'>Free account</div>", id="a registration wall"),
        pytest.param("<div class='tp-container-inner'><iframe></iframe></div>", id="Piano"),
        pytest.param("<div id='poool-widget'></div>", id="Poool"),
        pytest.param("<div class='piano-paywall'></div>", id="Piano's by name"),
        pytest.param("<aside>Subscribe to continue reading</aside>", id="en"),
        pytest.param("<div>You’ve reached your limit of free articles</div>", id="en, curly"),
        pytest.param("<div>This post is for paying subscribers only</div>", id="Ghost"),
        pytest.param("<div>Denne saken er forbeholdt abonnenter.</div>", id="no"),
        pytest.param("<div>Artykuł dostępny tylko dla prenumeratorów</div>", id="pl"),
        pytest.param("<div>A cikk folytatása előfizetőinknek</div>", id="hu"),
        pytest.param("<div>Αποκλειστικά για συνδρομητές</div>", id="el"),
        pytest.param("<div>هذا المحتوى للمشتركين فقط</div>", id="ar"),
        pytest.param("<div>订阅后可阅读全文</div>", id="zh"),
        pytest.param("<div>Dieser Artikel ist exklusiv für unsere Leser mit Abo.</div>", id="de"),
        pytest.param("<div>Cet article est réservé aux abonnés.</div>", id="fr"),
        pytest.param("<div>Suscríbete para seguir leyendo</div>", id="es"),
        pytest.param("<div>Contenuto riservato agli abbonati</div>", id="it"),
        pytest.param("<div>Conteúdo exclusivo para assinantes</div>", id="pt"),
        pytest.param("<div>Dit artikel is alleen voor abonnees.</div>", id="nl"),
        pytest.param("<div>Материал доступен только подписчикам</div>", id="ru"),
        pytest.param("<div>この記事は有料会員限定です</div>", id="ja"),
    ],
)
def test_a_teaser_before_a_wall_is_not_free(wall: str) -> None:
    assert free_access(f"<article><p>{OPENING}</p></article>{wall}") is False


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            f"<article><p>{OPENING}</p><footer>Subscribe to continue reading</footer></article>",
            id="the story's footer",
        ),
        pytest.param(
            f"<p>{OPENING}</p><footer class='paywall'>Offers</footer>", id="a footer named paywall"
        ),
        pytest.param(f"<p>{OPENING}</p><nav><div id='regwall-box'></div></nav>", id="in a menu"),
    ],
)
def test_a_wall_may_stand_in_a_footer(body: str) -> None:
    assert free_access(body) is False


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<p>{OPENING}</p>", id="a short story without a wall"),
        pytest.param(f"<p>{OPENING}</p><p>The council met and</p>", id="a story without an end"),
        pytest.param(
            f"<p>{OPENING}</p><p>{'1,250 ' * 600}</p>{MORE}<p>And so</p><div class='paywall'></div>",
            id="figures, and then the story",
        ),
        pytest.param(
            f"<p>{OPENING}</p>{MORE}<div class='paywall'></div>", id="a whole story, a wall's box"
        ),
        pytest.param(
            f"<p>{OPENING}</p>{MORE}<p>Subscribe to continue reading</p>",
            id="a whole story, an offer",
        ),
        pytest.param(
            f"<p>{OPENING}</p><a href=/s>Subscribe to our newsletter</a>", id="a newsletter"
        ),
        pytest.param(
            f"<p>{OPENING}</p><a href=/s>Subscribe</a> <a href=/l>Log in</a>", id="a menu"
        ),
        pytest.param(
            f"<p>{OPENING}</p><div class='wallpaper payment'>Photo</div>", id="like names"
        ),
        pytest.param(f"<p>{OPENING} And so</p><div class='no-paywall'></div>", id="no wall"),
        pytest.param(f"<p>{HINDI}</p><div class='paywall'></div>", id="a whole story in Hindi"),
        pytest.param(
            f"<p>{OPENING}</p><script>var paywall = 'nur für abonnenten'</script>", id="a script"
        ),
    ],
)
def test_nothing_is_said_of_a_story_that_may_be_whole(body: str) -> None:
    assert free_access(body) is None


def test_what_the_page_declares_counts_more() -> None:
    declared = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Footbridge opens", '
        '"isAccessibleForFree": true}</script>'
    )

    assert free_access(f"<p>{OPENING}</p><div class='paywall'></div>", declared) is True
