"""Spiders of publishers' own lists: which sites, since when, only the due ones or all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from newscrawl import times
from newscrawl.discover.googlenews import moment
from newscrawl.discover.lists import is_file, read_list, text_of
from newscrawl.errors import BadArgument
from newscrawl.spiders.ledger import LedgerSpider

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from newscrawl.spiders.lane import Lane
    from newscrawl.spiders.site_lane import SiteLane

_HOST = re.compile(r"""([^\s,;"'/#?@:.]+(?:\.[^\s,;"'/#?@:.]+)+(?::\d+)?)/?""")
# What begins or ends like a file's name, or has a folder where a host would stand; no address that
# says its scheme.
_PATH = re.compile(
    r"(?![a-z]+://)(?:[/.~\\].*|[^./:]+/.*|.*\.(?:txt|csv|tsv))", re.IGNORECASE | re.DOTALL
)


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
        return cls._listed(value) if is_file(value) else cls._named(value)

    @classmethod
    def _named(cls, value: str) -> list[str]:
        named = [each.strip() for each in value.split(",") if each.strip()]
        addresses = [_address(each) for each in named]
        if any("@" in each.partition("://")[2].partition("/")[0] for each in addresses):
            raise BadArgument(
                f"{cls.list_argument}: an address with a user or password is not asked: leave "
                "out what stands before the @"
            )
        if path := next(filter(_PATH.fullmatch, named), None):
            raise BadArgument(
                f"{cls.list_argument}: there is no file {path!r}; name one that is there, or "
                "write https:// before an address"
            )
        return addresses

    @classmethod
    def _listed(cls, file: str) -> list[str]:
        text = text_of(Path(file).read_bytes()).removeprefix("\ufeff")
        listed = read_list("\n".join(map(_line, text.splitlines())), name=file)
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
    if "://" in text:
        return text
    return f"https://{text}" if "/" in text or "?" in text else f"https://{text}/"
