"""A real Chromium meets the stand-in as it would the web."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.internet import Internet, Publisher, html

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--ignore-certificate-errors",
]


@pytest.mark.browser
def test_a_page_that_a_script_writes_is_rendered_by_chromium(internet: Internet) -> None:
    paper = Publisher(internet, "paper.example.com")
    script = "document.body.innerHTML = '<p>' + location.hostname + ' wrote this'"
    story = paper.instead(0, html(f"<html><body><script>{script}</script></body></html>"))

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
            proxy={"server": internet.address},
        )
        page = browser.new_page(ignore_https_errors=True)
        page.goto(story.url)
        text = page.inner_text("body")
        browser.close()

    assert text == "paper.example.com wrote this"
