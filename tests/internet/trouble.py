"""What publishers answer instead of the story."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tests.internet.messages import Reply, html
from tests.internet.pages import article

if TYPE_CHECKING:
    from tests.internet.stories import Story

HUGE_BYTES = 20 << 20  # above the 16 MiB at which a crawl gives up
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def paywall(story: Story) -> Reply:
    """The first paragraph and an offer."""
    return html(
        f'<html lang="{story.language}"><head><title>{escape(story.title)}</title>'
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        '"isAccessibleForFree":false,"hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,'
        '"cssSelector":".paywall"}}</script></head><body><article>'
        f"<h1>{escape(story.title)}</h1><p>{escape(story.paragraphs[0])}</p>"
        '<div class="paywall piano-offer"><h2>Subscribe to continue reading</h2>'
        "<p>This article is for subscribers only. Already a subscriber? Log in.</p></div>"
        "</article></body></html>"
    )


def consent_wall() -> Reply:
    return html(
        "<html><head><title>Your privacy choices</title></head><body><form method='post' "
        "action='/consent'><h1>Before you continue</h1><p>We value your privacy. We and our 843 "
        "partners store and access information on a device.</p><button>Accept all</button>"
        "<button>Reject all</button></form></body></html>"
    )


def bot_check(status: int = 403) -> Reply:
    return html(
        "<html><head><title>Just a moment...</title></head><body><h1>Checking if the site "
        "connection is secure</h1><p>Enable JavaScript and cookies to continue</p>"
        "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></body></html>",
        status=status,
        cf_mitigated="challenge",
    )


def sign_in() -> Reply:
    return html(
        "<html><head><title>Sign in</title></head><body><main><h1>Sign in to your account</h1>"
        "<form method='post' action='/login'><input name='email' type='email'>"
        "<input name='password' type='password'><button>Sign in</button></form></main></body></html>"
    )


def soft_404() -> Reply:
    """A page that is gone, and says so with 200."""
    return html(
        "<html><head><title>Page not found</title></head><body><h1>404</h1><p>Sorry, the page you "
        "are looking for does not exist or has been moved.</p><a href='/'>Go to the home page</a>"
        "</body></html>"
    )


def pdf() -> Reply:
    return Reply(body=PDF, headers={"Content-Type": "application/pdf"})


def empty() -> Reply:
    return html("")


def huge() -> Reply:
    return html("<html><body>" + "<p>And so on.</p>" * (HUGE_BYTES // 17) + "</body></html>")


def misencoded(story: Story, *, actual: str, header: str | None, meta: str | None) -> Reply:
    """The story in the encoding *actual*, while header and meta tag claim what they claim."""
    declared = f'<meta charset="{meta}">' if meta else ""
    text = article(story).body.decode().replace('<meta charset="utf-8">', declared)
    kind = f"text/html; charset={header}" if header else "text/html"
    return Reply(body=text.encode(actual, "xmlcharrefreplace"), headers={"Content-Type": kind})
