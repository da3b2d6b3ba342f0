"""Spiders of publishers' own lists: which sites, since when, only the due ones or all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from newscrawl import times
from newscrawl.discover.googlenews import moment
from newscrawl.discover.lists import read_list
from newscrawl.errors import BadArgument
from newscrawl.spiders.ledger import LedgerSpider

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from newscrawl.spiders.lane import Lane
    from newscrawl.spiders.site_lane import SiteLane

_HOST = re.compile(r"""([^\s,;"'/#?@:.]+(?:\.[^\s,;"'/#?@:.]+)+(?::\d+)?)/?""")


class SiteSpider(LedgerSpider):
    list_argument: ClassVar[str]
    lane: ClassVar[type[SiteLane]]
    default_since: ClassVar[str | None] = None

    @classmethod
    def check_arguments(cls, arguments: Mapping[str, str]) -> dict[str, str]:
        given = super().check_arguments(arguments)
        cls.sites(given)
        cls.since(given)
        return given

    @classmethod
    def sites(cls, given: Mapping[str, str]) -> list[str]:
        """The addresses named, or listed in a file; a bare host is its https home page."""
        value = given.get(cls.list_argument, "").strip()
        if not value:
            raise BadArgument(f"{cls.list_argument}: name a file, or addresses with commas between")
        if not Path(value).is_file():
            named = [_address(each.strip()) for each in value.split(",") if each.strip()]
            if any("@" in each.partition("://")[2].partition("/")[0] for each in named):
                raise BadArgument(
                    f"{cls.list_argument}: an address with a user or password is not asked: leave "
                    "out what stands before the @"
                )
            return named
        text = Path(value).read_text(encoding="utf-8-sig", errors="replace")
        listed = read_list("\n".join(map(_line, text.splitlines())), name=value)
        if listed.refused:
            raise BadArgument(f"{cls.list_argument}: {listed.refused[0].what} is no address")
        return [link.url for link in listed.links]

    @classmethod
    def since(cls, given: Mapping[str, str]) -> datetime | None:
        return moment("since", given.get("since", cls.default_since), now=times.now())

    def own_lanes(self) -> Sequence[Lane]:
        return [
            self.lane(
                self.desk,
                self.sites(self.given),
                send=self.send,
                since=self.since(self.given),
                age=self.given.get("since", ""),
                only_due=self.is_only_due,
            )
        ]


def _line(text: str) -> str:
    """Make a bare host that is alone in its line an address, as inline; other lines stay."""
    host = _HOST.fullmatch(text.strip())
    return _address(host[1]) if host else text


def _address(text: str) -> str:
    return text if "://" in text else f"https://{text}/"
