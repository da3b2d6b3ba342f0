"""A page that stands where a story should be is named, and a story is let through."""

from __future__ import annotations

import pytest

from newscrawl.fetch.walls import wall

STORY = "https://www.example.com/world/floods-reach-the-delta-10512345"


STATED = '<meta property="og:type" content="article"><p>The water rose.</p>'


def page(title="Floods reach the delta | Example News", body="<p>The water rose.</p>"):
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        pytest.param("https://news.google.com/articles/CBMi", "google_page", id="Google News"),
        pytest.param(
            "https://consent.google.com/m?continue=x", "google_page", id="Google's consent"
        ),
        pytest.param("https://www.google.com/sorry/index?continue=x", "google_page", id="sorry"),
        pytest.param("https://consent.example.com/?url=x", "consent", id="consent host"),
        pytest.param("https://guce.example.com/consent", "consent", id="guce"),
        pytest.param("https://myprivacy.example.com/?siteKey=x", "consent", id="privacy host"),
        pytest.param("https://www.example.com/privacy-gate?x=1", "consent", id="privacy gate"),
        pytest.param("https://www.example.com/zustimmung?url=x", "consent", id="German consent"),
        pytest.param("https://accounts.example.com/x", "sign_in", id="accounts host"),
        pytest.param("https://login.example.com/", "sign_in", id="login host"),
        pytest.param("https://www.example.com/login?next=x", "sign_in", id="login"),
        pytest.param("https://www.example.com/user/sign-in", "sign_in", id="sign-in"),
        pytest.param("https://www.example.com/wp-login.php", "sign_in", id="WordPress"),
        pytest.param("https://www.example.com/", "soft_404", id="home page"),
        pytest.param("https://www.example.com/en", "soft_404", id="home page of a language"),
        pytest.param("https://other.example.org/", "soft_404", id="another home page"),
        pytest.param("https://www.example.com/world/", "soft_404", id="section"),
        pytest.param("https://www.example.com/search?q=floods", "soft_404", id="search"),
        pytest.param("https://www.example.com/404.html", "soft_404", id="error page"),
    ],
)
def test_a_redirect_to_a_wall_is_named(url, name):
    assert wall(asked=STORY, url=url, html=page()) == name


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        pytest.param(STORY, STORY, id="no redirect"),
        pytest.param(STORY, STORY.replace("www.", "m."), id="mobile"),
        pytest.param(STORY, "https://www.example.com/asia/floods-10512345", id="moved"),
        pytest.param(STORY, "https://example.org/floods", id="moved to another site"),
        pytest.param("https://t.example/abc", STORY, id="short link"),
        pytest.param("https://example.com/?p=77", "https://example.com/floods", id="WordPress"),
        pytest.param("https://example.com/login/a-story", "https://example.com/login/a-story", id="login in the path"),
        pytest.param("https://example.com/", "https://www.example.com/", id="a home page was asked for"),
        pytest.param(STORY, "https://www.example.com/world/consent-law-passed-10512345", id="consent in a slug"),
        pytest.param("https://blog.google/a", "https://blog.google/a-story", id="Google's blog"),
    ],
)  # fmt: skip
def test_a_redirect_to_a_story_is_let_through(asked, url):
    assert wall(asked=asked, url=url, html=page()) is None


@pytest.mark.parametrize(
    ("html", "name"),
    [
        pytest.param(page("Just a moment..."), "bot_check", id="Cloudflare's title"),
        pytest.param(page("x", "<script>window._cf_chl_opt={}</script>"), "bot_check", id="Cloudflare"),
        pytest.param(page("Attention Required! | Cloudflare"), "bot_check", id="Cloudflare's block"),
        pytest.param(page("example.com", "<script>var dd={'rt':'c','cid':'A'}</script><script src='https://ct.captcha-delivery.com/c.js'></script>"), "bot_check", id="DataDome"),
        pytest.param(page("Access to this page has been denied"), "bot_check", id="PerimeterX's title"),
        pytest.param(page("x", '<div id="px-captcha"></div>'), "bot_check", id="PerimeterX"),
        pytest.param(page("Access Denied", "Reference&#32;&#35;18"), "bot_check", id="Akamai"),
        pytest.param(page("", '<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=9">Request unsuccessful. Incapsula incident ID: 4</iframe>'), "bot_check", id="Imperva"),
        pytest.param(page("Pardon Our Interruption"), "bot_check", id="Imperva's title"),
        pytest.param(page("Robot Check"), "bot_check", id="captcha"),
        pytest.param(page("Robot Check", "<b></b>" * 400), "bot_check", id="captcha on a site's page"),
        pytest.param(page("Before you continue to YouTube"), "consent", id="consent in place"),
        pytest.param(page("DPG Media Privacy Gate"), "consent", id="privacy gate in place"),
        pytest.param(page("404"), "soft_404", id="number"),
        pytest.param(page("404 Not Found"), "soft_404", id="server's own"),
        pytest.param(page("Error 404 | Example News"), "soft_404", id="number and site"),
        pytest.param(page("Page not found &#8211; Example News"), "soft_404", id="English"),
        pytest.param(page("Example News: Page Not Found"), "soft_404", id="site first"),
        pytest.param(page("Page not found - Example News", STATED), "soft_404", id="called an article"),
        pytest.param(page("Seite nicht gefunden - Example"), "soft_404", id="German"),
        pytest.param(page("Página no encontrada | Ejemplo"), "soft_404", id="Spanish"),
        pytest.param(page("Страница не найдена"), "soft_404", id="Russian"),
        pytest.param(page("الصفحة غير موجودة | مثال"), "soft_404", id="Arabic"),
        pytest.param(page("पृष्ठ नहीं मिला"), "soft_404", id="Hindi"),
        pytest.param(page("ページが見つかりません｜例"), "soft_404", id="Japanese"),
        pytest.param(page("页面不存在_例"), "soft_404", id="Chinese"),
        pytest.param(page("페이지를 찾을 수 없습니다"), "soft_404", id="Korean"),
    ],
)  # fmt: skip
def test_a_wall_in_place_is_named(html, name):
    assert wall(asked=STORY, url=STORY, html=html) == name


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page(), id="story"),
        pytest.param("", id="nothing"),
        pytest.param("<p>No title</p>", id="no title"),
        pytest.param(page("Access denied to aid workers"), id="denied in a headline"),
        pytest.param(page("Just a moment: how a kick decided the cup"), id="moment in a headline"),
        pytest.param(page("Are you a robot? How sites ask | Example"), id="robot in a headline"),
        pytest.param(page("Peugeot 404 turns sixty"), id="404 in a headline"),
        pytest.param(page("404 - the error that became a joke all over the world wide web"), id="404 that is the subject"),
        pytest.param(page("The page not found in the archive"), id="page not found in a headline"),
        pytest.param(page("404: the road that changed a town", STATED), id="404 that opens a headline"),
        pytest.param(page("Flight MH000: not found", STATED), id="not found that closes a headline"),
        pytest.param(page(body="<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"), id="Cloudflare's script"),
        pytest.param(page(body="<script src='https://js.datadome.co/tags.js'></script>"), id="DataDome's script"),
        pytest.param(page(body="<script>window._pxAppId='PX1'</script>"), id="PerimeterX's script"),
        pytest.param(page(body="<script src='/_Incapsula_Resource?SWJIYLWA=7'></script>"), id="Imperva's script"),
        pytest.param(page(body="<div class='g-recaptcha'></div>"), id="captcha of a comment box"),
        pytest.param(page(body="_cf_chl_opt" + "x" * 200_000), id="too large for a check"),
        pytest.param(page(body="_cf_chl_opt" + "<b></b>" * 400), id="too many elements for a check"),
    ],
)  # fmt: skip
def test_a_story_in_place_is_let_through(html):
    assert wall(asked=STORY, url=STORY, html=html) is None


def test_a_reference_to_a_character_of_five_thousand_digits_is_no_wall():
    html = (
        f"<title>A &#{'9' * 5_000}; story</title><p>And &#{'9' * 5_000} its text, {'word ' * 100}"
    )

    assert wall(asked=STORY, url=STORY, html=html) is None
