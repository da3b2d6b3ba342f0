"""A DNS of a test's own, for crawls that go without a proxy: the setting TWISTED_DNS_RESOLVER."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Self

from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "NAMES_OF_A_TEST"


def environment(names: Mapping[str, str]) -> dict[str, str]:
    """What a crawl is to be started with that knows these names, and no others."""
    return {VARIABLE: json.dumps(names), "no_proxy": ",".join(names), "NO_PROXY": ",".join(names)}


@implementer(IHostnameResolver)
class Names:
    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._names: dict[str, str] = json.loads(os.environ[VARIABLE])

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        return cls(reactor)

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        receiver: Any,
        name: str,
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        *_: Any,
        **__: Any,
    ) -> Any:
        resolution = HostResolution(name)
        receiver.resolutionBegan(resolution)
        if address := self._address(name):
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, portNumber))
        receiver.resolutionComplete()
        return resolution

    def _address(self, name: str) -> str | None:
        return name if name[-1].isdigit() else self._names.get(name)
