"""Where a Chromium is installed on this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Where `playwright install chromium` puts one, a folder a version: Linux, then macOS.
_DOWNLOADED = (
    (".cache/ms-playwright", "chromium-*/chrome-linux*/chrome"),
    ("Library/Caches/ms-playwright", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
)


def find_browser(named: str) -> str | None:
    """Return the program *named*, or the first that is found where none is; None where there is none."""
    for program in [named] if named else _PROGRAMS:
        if found := shutil.which(program):
            return found
    return None if named else _downloaded()


def _downloaded() -> str | None:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    for folder, pattern in _DOWNLOADED:
        place = Path(chosen) if chosen else Path.home() / folder
        if found := sorted(place.glob(pattern)):
            return str(found[-1])
    return None
