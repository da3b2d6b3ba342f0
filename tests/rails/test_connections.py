"""Connections are made to public addresses, whatever a name says and however often it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactorClock
from zope.interface import implementer

from newscrawl.errors import Refused
from newscrawl.handlers.connections import Connections, PublicOnly

if TYPE_CHECKING:
    from collections.abc import Sequence

PUBLIC, PRIVATE = "93.184.215.14", "10.0.0.1"
NAME = (b"http", b"evil.example.com", 80, None)  # as Scrapy's agents name a connection


@implementer(IHostnameResolver)
class Names:
    """Answers the first question with the first addresses, and so on."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, name: str, portNumber: int = 0, *_: Any, **__: Any):  # noqa: N802, N803
        receiver.resolutionBegan(self)
        for each in self.answers.pop(0):
            kind = IPv6Address if ":" in each else IPv4Address
            receiver.addressResolved(kind("TCP", each, portNumber))
        receiver.resolutionComplete()


def reactor(*answers: Sequence[str]) -> MemoryReactorClock:
    made = MemoryReactorClock()
    made.installNameResolver(Names(*answers))
    return made


def connect(memory: MemoryReactorClock, key: Any = NAME, *, anywhere: bool = False) -> list[str]:
    """Ask for a connection; return the reasons there is none."""
    pool = Connections(memory, tls=None, anywhere=anywhere)
    refused: list[str] = []
    never = HostnameEndpoint(memory, "unguarded.example.com", 80)
    pool.getConnection(key, never).addErrback(lambda failure: refused.append(str(failure.value)))
    memory.pump([0.4] * 4)  # until each address has had its turn
    return refused


def asked(memory: MemoryReactorClock) -> list[str]:
    return [host for host, *_ in memory.tcpClients]


def test_a_public_address_is_connected_to() -> None:
    memory = reactor([PUBLIC])

    assert connect(memory) == []
    assert asked(memory) == [PUBLIC]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fd00:ec2::254",
        "fe80::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
    ],
)
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    memory = reactor([address])

    assert connect(memory) == ["private_address"]
    assert asked(memory) == []


def test_a_name_that_answers_differently_the_second_time_is_refused_the_second_time() -> None:
    memory = reactor([PUBLIC], [PRIVATE])

    assert (connect(memory), connect(memory)) == ([], ["private_address"])
    assert asked(memory) == [PUBLIC]


def test_of_a_name_with_both_the_public_address_alone_is_connected_to() -> None:
    memory = reactor([PRIVATE, "::1", PUBLIC])

    assert connect(memory) == []
    assert asked(memory) == [PUBLIC]


def test_a_test_may_connect_to_its_own_machine() -> None:
    memory = reactor([PRIVATE])

    assert connect(memory, anywhere=True) == []
    assert asked(memory) == [PRIVATE]


def test_a_proxy_may_be_anywhere() -> None:
    memory = reactor([PRIVATE])

    assert connect(memory, (b"http-proxy", b"proxy.lan", 3128, None)) == []
    assert asked(memory) == [PRIVATE]


def test_what_is_no_address_is_not_connected_to() -> None:
    with pytest.raises(Refused, match="private_address"):
        PublicOnly(reactor()).connectTCP("localhost", 80, Factory())
