"""Article pages as news sites build them: four layouts around the same story."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Literal

from tests.internet.messages import Reply, html
from tests.internet.vocabulary import VOCABULARIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.internet.stories import Story

Layout = Literal["classic", "blog", "tabloid", "bare"]
SHARE = "Facebook", "WhatsApp", "Email", "Copy link"
COOKIE_BANNER = (
    '<div class="cookie-banner" role="dialog"><p>We and our partners use cookies to measure'
    " audiences and show advertising.</p><button>Accept all</button><button>Settings</button></div>"
)
SCRIPTS = (
    '<script>window.dataLayer=window.dataLayer||[];dataLayer.push({"pageType":"article"});</script>'
    '<script async src="/static/ads.js"></script>'
)


def article(story: Story, layout: Layout = "classic", *, canonical: str | None = None) -> Reply:
    """The story's page; `canonical` names another address than its own."""
    address = canonical or story.url
    return html(_LAYOUTS[layout](story, address))


def amp_article(story: Story) -> Reply:
    body = f"<main><article><h1>{escape(story.title)}</h1>{_body(story)}</article></main>"
    head = f'<script async src="https://cdn.ampproject.org/v0.js"></script>{_canonical(story.url)}'
    return html(f'<!doctype html><html amp lang="{story.language}"><head>{head}</head>{body}')


def front_page(name: str, language: str, stories: Iterable[Story]) -> Reply:
    teasers = "".join(f"<li>{_anchor(story.path, story.title)}</li>" for story in stories)
    head = (
        f"<title>{escape(name)}</title>"
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    )
    return html(_page(language, head, _header(name, language), teasers))


def _classic(story: Story, address: str) -> str:
    content = (
        f'<main><article class="article"><h1>{escape(story.title)}</h1>'
        f'<p class="standfirst">{escape(story.description)}</p>{_byline(story)}{_share()}'
        f'{_figure(story)}<div class="article-body">{_body(story)}</div>{_tags(story)}</article>'
        f"{_related(story)}{_comments()}</main>"
    )
    head = _head(story, address) + _json_ld(story, address) + _open_graph(story, address)
    return _page(story.language, head, _header(story.publisher, story.language), content)


def _blog(story: Story, address: str) -> str:
    content = (
        f'<div id="content" class="site-content"><div class="post hentry" id="post-1">'
        f'<header class="entry-header"><h1 class="entry-title">{escape(story.title)}</h1>'
        f'{_byline(story)}</header><div class="entry-content">{_figure(story)}{_body(story)}'
        f'<div class="sharedaddy">{_share()}</div></div>'
        f'<footer class="entry-meta">{_tags(story)}</footer></div>{_comments()}</div>'
        f'<aside id="secondary" class="widget-area">{_related(story)}</aside>'
    )
    head = _head(story, address) + _open_graph(story, address) + _json_ld(story, address)
    return _page(story.language, head, _header(story.publisher, story.language), content)


def _tabloid(story: Story, address: str) -> str:
    content = (
        f"{_related(story)}<section class='content'><h1>{escape(story.title)}</h1>{_share()}"
        f"{_figure(story)}{_byline(story)}<section class='text'>{_body(story)}</section>"
        f"<div class='newsletter'><form><label>Get our newsletter every morning</label>"
        f"<input type='email'></form></div></section>{_share()}{_comments()}"
    )
    head = _head(story, address) + _json_ld(story, address)
    return _page(story.language, head, _header(story.publisher, story.language), content)


def _bare(story: Story, address: str) -> str:
    content = f"<article><h1>{escape(story.title)}</h1>{_byline(story)}{_body(story)}</article>"
    head = _head(story, address)
    return _page(story.language, head, _header(story.publisher, story.language), content)


_LAYOUTS: dict[str, Callable[[Story, str], str]] = {
    "classic": _classic,
    "blog": _blog,
    "tabloid": _tabloid,
    "bare": _bare,
}


def _page(language: str, head: str, header: str, content: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">{head}</head><body>'
        f"{header}{content}<footer><nav>{_anchor('/about', 'About us')}"
        f"{_anchor('/privacy', 'Privacy')}{_anchor('/imprint', 'Imprint')}</nav>"
        f"{COOKIE_BANNER}</footer>{SCRIPTS}</body></html>"
    )


def _head(story: Story, address: str) -> str:
    amp = f'<link rel="amphtml" href="{escape(story.amp_url)}">' if story.amp_url else ""
    return (
        f"<title>{escape(story.title)} | {escape(story.publisher)}</title>{_canonical(address)}{amp}"
        f'<meta name="description" content="{escape(story.description)}">'
        f'<meta name="author" content="{escape(", ".join(story.authors))}">'
    )


def _canonical(address: str) -> str:
    return f'<link rel="canonical" href="{escape(address)}">'


def _open_graph(story: Story, address: str) -> str:
    facts = {
        "og:type": "article",
        "og:url": address,
        "og:title": story.title,
        "og:description": story.description,
        "og:image": story.image or "",
        "og:site_name": story.publisher,
        "og:locale": story.language,
        "article:published_time": story.published.isoformat(),
        "article:modified_time": (story.modified or story.published).isoformat(),
        "article:section": story.section,
    }
    facts_as_meta = (
        f'<meta property="{key}" content="{escape(value)}">' for key, value in facts.items()
    )
    tags = (f'<meta property="article:tag" content="{escape(tag)}">' for tag in story.tags)
    return "".join((*facts_as_meta, *tags))


def _json_ld(story: Story, address: str) -> str:
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "headline": story.title,
        "description": story.description,
        "datePublished": story.published.isoformat(),
        "dateModified": (story.modified or story.published).isoformat(),
        "author": [{"@type": "Organization", "name": name} for name in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": story.publisher},
        "image": [story.image] if story.image else [],
        "articleSection": story.section,
        "keywords": list(story.tags),
        "inLanguage": story.language,
        "isAccessibleForFree": True,
    }
    text = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def _header(name: str, language: str) -> str:
    words = VOCABULARIES[language]
    links = "".join(
        f"<li>{_anchor(f'/{section}', section.title())}</li>" for section in words.sections
    )
    return (
        f'<header class="site-header"><a href="/" class="logo">{escape(name)}</a><nav><ul>'
        f"<li>{_anchor('/', words.home)}</li>{links}</ul></nav>"
        f'<form action="/search" role="search"><input name="q"></form></header>'
    )


def _byline(story: Story) -> str:
    moment = story.published.isoformat()
    return (
        f'<div class="byline"><span class="author">{escape(", ".join(story.authors))}</span> '
        f'<time datetime="{moment}">{story.published:%Y-%m-%d %H:%M}</time></div>'
    )


def _figure(story: Story) -> str:
    if not story.image:
        return ""
    return (
        f'<figure><img src="{escape(story.image)}" alt="">'
        f"<figcaption>{escape(story.caption)}</figcaption></figure>"
    )


def _body(story: Story) -> str:
    tags = {"p": "<p>{}</p>", "h2": "<h2>{}</h2>", "quote": "<blockquote><p>{}</p></blockquote>"}
    parts = []
    for kind, text in story.blocks:
        if kind != "li":
            parts.append(tags[kind].format(escape(text)))
        elif text == story.bullets[0]:
            parts.append(_bullets(story))
    return "\n".join(parts)


def _bullets(story: Story) -> str:
    return "<ul>" + "".join(f"<li>{escape(bullet)}</li>" for bullet in story.bullets) + "</ul>"


def _tags(story: Story) -> str:
    return (
        '<div class="tags">'
        + " ".join(_anchor(f"/tag/{tag}", tag) for tag in story.tags)
        + "</div>"
    )


def _share() -> str:
    return (
        '<ul class="share">'
        + "".join(f"<li><button>{way}</button></li>" for way in SHARE)
        + "</ul>"
    )


def _related(story: Story) -> str:
    links = "".join(
        f'<li><a href="{escape(other.url)}">{escape(other.title)}</a></li>'
        for other in story.related
    )
    return f'<aside class="related"><h3>More on this</h3><ul>{links}</ul></aside>'


def _comments() -> str:
    return (
        '<section id="comments" class="comments"><h3>Comments (2)</h3><div class="comment">First!'
        '</div><div class="comment">Could not agree more.</div><form><textarea></textarea></form>'
        "</section>"
    )


def _anchor(path: str, text: str) -> str:
    return f'<a href="{escape(path)}">{escape(text)}</a>'
