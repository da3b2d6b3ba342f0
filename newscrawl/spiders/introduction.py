"""What every spider does first: say who runs it, and guard the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.log_lines import guard_log

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def introduce(settings: BaseSettings) -> None:
    """Add the contact to the User-Agent; called before Scrapy logs the first setting."""
    guard_log()
    if contact := settings.get("NEWSCRAWL_CONTACT"):
        agent = f"{settings['USER_AGENT']} (+{contact})"
        settings.set("USER_AGENT", agent, priority="cmdline")
