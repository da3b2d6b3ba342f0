"""Connections as a hostile web allows them: to public addresses, with a head that ends, and a goodbye that does too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _TunnelingTCP4ClientEndpoint,
)
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IReactorPluggableNameResolver
from twisted.internet.protocol import connectionDone
from twisted.web._newclient import ParseError
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer

from newscrawl.errors import Refused
from newscrawl.fetch.addresses import is_public

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.python.failure import Failure
    from twisted.web._newclient import HTTP11ClientProtocol, Request
    from twisted.web.iweb import IResponse

_HEAD = 256 * 1024  # bytes of all headers, as Chromium reads; Twisted alone reads on for ever
_GOODBYE = 1.0  # seconds a host may take to confirm the end of an encrypted connection


class Connections(HTTPConnectionPool):
    """Scrapy's agents come here for every connection, and name whom it is to lead to.

    A proxy is the operator's choice, and may be anywhere. All else is reached by *reactor*, which
    looks at the address as it connects: there is no time between for the name to change its mind.
    """

    def __init__(self, reactor: Any, *, tls: Any, anywhere: bool) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self._factory = _Factory
        self._tls = tls
        self._open_to = reactor if anywhere else PublicOnly(reactor)

    def getConnection(  # noqa: N802 - Twisted's name
        self, key: Any, endpoint: Any
    ) -> Deferred[HTTP11ClientProtocol]:
        if not _leads_to_proxy(key, endpoint):
            endpoint = self._endpoint(*key)
        return super().getConnection(key, endpoint)

    def _endpoint(self, scheme: bytes, host: bytes, port: int, bind: Any) -> Any:
        endpoint: Any = HostnameEndpoint(self._open_to, host, port, bindAddress=bind)
        if scheme == b"http":
            return endpoint
        return wrapClientTLS(self._tls.creatorForNetloc(host, port), endpoint)


def _leads_to_proxy(key: Any, endpoint: Any) -> bool:
    return key[0] == b"http-proxy" or isinstance(endpoint, _TunnelingTCP4ClientEndpoint)


@implementer(IReactorPluggableNameResolver)
class PublicOnly:
    """The reactor, but that it connects to public addresses alone; raises Refused for others."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def connectTCP(self, host: str, *rest: Any, **more: Any) -> Any:  # noqa: N802 - Twisted's name
        if not is_public(host):
            raise Refused("private_address")
        return self._reactor.connectTCP(host, *rest, **more)


class _Parser(_LenientHTTPClientParser):
    """Reads a head of some length and no more, and a status that is one."""

    _read = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self._read += len(line) + 1
        if self._read > _HEAD:
            raise Refused("too_large")
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002, N802 - Twisted's names
        raise Refused("too_large")

    def statusReceived(self, status: bytes) -> None:  # noqa: N802 - Twisted's name
        super().statusReceived(status)  # type: ignore[no-untyped-call]
        if not 100 <= self.response.code <= 999:
            raise ParseError("no status code", status)  # type: ignore[no-untyped-call]


class _Protocol(_LenientHTTP11ClientProtocol):
    """Ends when it is over, whatever the host goes on to send or fails to confirm."""

    transport: Any
    _leaving: Any = None

    def request(self, request: Request) -> Deferred[IResponse]:
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser  # as Scrapy does it, and for its reason
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._parser is None:  # nobody asked, or nobody listens any more
            self.transport.abortConnection()
        else:
            super().dataReceived(data)  # type: ignore[no-untyped-call]

    def _giveUp(self, reason: Failure) -> None:  # noqa: N802 - Twisted's name
        super()._giveUp(reason)  # type: ignore[no-untyped-call]
        if self._leaving is None:
            self._leaving = running_reactor().callLater(_GOODBYE, self.transport.abortConnection)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802 - Twisted's name
        if self._leaving is not None and self._leaving.active():
            self._leaving.cancel()
        super().connectionLost(reason)  # type: ignore[no-untyped-call]


def running_reactor() -> Any:
    """Return the reactor; importing it at the top of a file would install one too early."""
    from twisted.internet import reactor  # noqa: PLC0415

    return reactor


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002, N802
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
