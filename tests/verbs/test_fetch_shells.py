"""A page that a script would fill is told from one that is short, and from one that asks something."""

from __future__ import annotations

import pytest

from newscrawl.fetch.shells import needs_javascript

STORY = (
    "<article><h1>Floods reach the delta</h1><p>The river rose by two metres in the night, and the "
    "villages along the delta were cleared before the water reached the road. Boats took the last "
    "forty people from the school on the hill.</p><p>Engineers expect the dam to hold. The level at "
    "the bridge has fallen since the morning, and the ferry runs again, though only by day.</p></article>"
)
BUNDLE = '<script src="/static/js/main.3f2a1c.js" defer></script>'


def page(body, *, head=""):
    return f"<!doctype html><html><head><title>Floods reach the delta</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page(f'<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>{BUNDLE}'), id="React"),
        pytest.param(page(f'<div id="app"><!-- built files --></div>{BUNDLE}'), id="Vue"),
        pytest.param(page(f"<app-root>Loading...</app-root>{BUNDLE}"), id="Angular"),
        pytest.param(page('<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{"props":{}}</script>'), id="Next, by the client"),
        pytest.param(page(f'<div id="__nuxt"><div class="spinner"></div></div>{BUNDLE}'), id="Nuxt with a spinner"),
        pytest.param(page(f'<nav><a href="/">Home</a></nav><main id="app-container"></main><footer>Example Ltd, all rights reserved in every country</footer>{BUNDLE}'), id="a frame is served"),
        pytest.param(page(f'<div id="onetrust-banner-sdk"><p>We use cookies and similar technologies on this site.</p><button>Accept all</button></div><div id=root></div>{BUNDLE}'), id="a banner is served"),
        pytest.param(page(BUNDLE * 3), id="scripts alone"),
        pytest.param(page('<script>window.STATE={"story":"' + "The river rose. " * 200 + '"}</script>'), id="the story in a script"),
        pytest.param(page(f"<div id=app></div><script>STATE={{body:'{STORY * 2}'}}</script>"), id="with its markup"),
        pytest.param(page(f"<div id=app></div><!--{STORY * 2}-->{BUNDLE}"), id="the story in a comment"),
        pytest.param(page(f"<div id=app></div><template>{STORY * 2}</template><textarea>{STORY * 2}</textarea>{BUNDLE}"), id="in a template"),
        pytest.param(page(f"<noscript>Bitte aktivieren Sie JavaScript in Ihrem Browser.</noscript><header>Beispiel</header>{BUNDLE}"), id="German"),
        pytest.param(page(f"<noscript>Veuillez activer JavaScript pour lire ce site.</noscript><div class=page></div>{BUNDLE}"), id="French"),
        pytest.param(page(f"<noscript>Por favor, habilite JavaScript.</noscript><div class=page>Portal</div>{BUNDLE}"), id="Spanish"),
        pytest.param(page(f"<noscript>Włącz obsługę JavaScript</noscript><div>Gazeta</div>{BUNDLE}"), id="Polish"),
        pytest.param(page(f"<noscript>Для работы сайта включите JavaScript</noscript><div>Газета</div>{BUNDLE}"), id="Russian"),
        pytest.param(page(f"<noscript>このサイトを見るにはJavaScriptを有効にしてください</noscript><div>新聞</div>{BUNDLE}"), id="Japanese"),
        pytest.param(page(f"<div>JavaScript is disabled in your browser. Turn it on to read.</div>{BUNDLE}"), id="said in the page"),
    ],
)  # fmt: skip
def test_a_shell_needs_javascript(html):
    assert needs_javascript(html)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("", id="nothing"),
        pytest.param(page("<p>Two words.</p>"), id="no script"),
        pytest.param(page(f"<p>Two words and a few more of them here.</p>{BUNDLE}"), id="short"),
        pytest.param(page(f'<div id="root">{STORY}</div>{BUNDLE}'), id="React, by the server"),
        pytest.param(page(f'<div id="__next"><main>{STORY}</main></div><script id="__NEXT_DATA__" type="application/json">{{}}</script>'), id="Next, by the server"),
        pytest.param(page(f'<app-root ng-server-context="ssr">{STORY}</app-root>{BUNDLE}'), id="Angular, by the server"),
        pytest.param(page(f"<noscript>Please enable JavaScript.</noscript>{STORY}{BUNDLE}"), id="a note beside the story"),
        pytest.param(page(f"<script>'<!--'</script><!-- ad -->{STORY}{BUNDLE}<!-- no end"), id="a comment without an end"),
        pytest.param(page(f"<script>1</SCRIPT>{STORY * 2}{BUNDLE}"), id="tags in two cases"),
        pytest.param(page(f"<div id=root></div><!-->{STORY * 2}<!-- end -->{BUNDLE}"), id="an empty comment"),
        pytest.param(page(f"<div id=root></div><!-- ad --!>{STORY * 2}<!-- end -->{BUNDLE}"), id="a comment's odd end"),
        pytest.param(page(f'<noscript><img src="https://px.example/1.gif"></noscript><h1>Pictures of the floods, day by day</h1>{BUNDLE}'), id="a counting pixel"),
        pytest.param(page(f"<h1>Pictures of the floods, day by day</h1><noscript>Please enable JavaScript to view the comments powered by Disqus.</noscript>{BUNDLE}"), id="comments need it"),
        pytest.param(page(f'<div id="app"></div>{STORY}{BUNDLE}'), id="a widget beside the story"),
        pytest.param(page(f'<iframe src="https://video.example/1"></iframe>{BUNDLE}'), id="a video"),
        pytest.param(page(BUNDLE, head='<meta http-equiv="refresh" content="0; url=/story">'), id="a redirect"),
        pytest.param(page("<script>window._cf_chl_opt={}</script><noscript>Enable JavaScript and cookies to continue</noscript>"), id="Cloudflare's check"),
        pytest.param(page("<p>Please enable JS and disable any ad blocker</p><script src='https://ct.captcha-delivery.com/c.js'></script>"), id="DataDome's check"),
        pytest.param(page(f"<div id=root></div><p>Verify you are human by completing the action below.</p>{BUNDLE}"), id="a check without marks"),
    ],
)  # fmt: skip
def test_what_no_script_would_bring_needs_none(html):
    assert not needs_javascript(html)
