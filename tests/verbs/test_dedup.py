"""One story has one fingerprint."""

from __future__ import annotations

from uuid import UUID

import pytest

from newscrawl.dedup.keys import fingerprint, url_fingerprint


def test_a_fingerprint_never_changes():
    assert fingerprint("example.com/a") == UUID("c47c880e-9461-e165-4526-8e3156a7b7f6")


@pytest.mark.parametrize("text", ["", "é", "\ud800", "x" * 100_000])
def test_any_text_has_a_fingerprint(text):
    assert fingerprint(text) == fingerprint(text)


def test_two_addresses_of_a_story_have_one_fingerprint():
    one = url_fingerprint("https://www.example.com/a/?utm_source=x")
    other = url_fingerprint("http://example.com/a")

    assert one == other == fingerprint("example.com/a")


def test_two_stories_have_two_fingerprints():
    assert url_fingerprint("https://example.com/a") != url_fingerprint("https://example.com/b")


def test_what_is_no_address_has_no_fingerprint():
    assert url_fingerprint("mailto:desk@example.com") is None
