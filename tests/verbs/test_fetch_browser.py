"""A browser is found where it is, and none is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.fetch.browser import find_browser

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def on_a_bare_machine(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", str(folder / "bin"))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)


def test_chromium_is_found_on_the_path_before_chrome(monkeypatch, tmp_path: Path) -> None:
    on_a_bare_machine(monkeypatch, tmp_path)
    program(tmp_path / "bin/google-chrome")
    chromium = program(tmp_path / "bin/chromium")

    assert find_browser("") == chromium


def test_the_newest_that_playwright_brought_is_found(monkeypatch, tmp_path: Path) -> None:
    on_a_bare_machine(monkeypatch, tmp_path)
    brought = tmp_path / ".cache/ms-playwright"
    program(brought / "chromium-1100/chrome-linux/chrome")
    newest = program(brought / "chromium-1200/chrome-linux/chrome")

    assert find_browser("") == newest


def test_the_one_that_is_named_is_taken_and_no_other(monkeypatch, tmp_path: Path) -> None:
    on_a_bare_machine(monkeypatch, tmp_path)
    program(tmp_path / "bin/chromium")
    mine = program(tmp_path / "mine/browser")

    assert find_browser(mine) == mine
    assert find_browser(str(tmp_path / "nowhere/browser")) is None


def test_where_there_is_none_there_is_none(monkeypatch, tmp_path: Path) -> None:
    on_a_bare_machine(monkeypatch, tmp_path)

    assert find_browser("") is None
