"""Where a request may go: to public addresses, by http or https, on the web's ports."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit, urlunsplit

from newscrawl.urls import LONGEST, host_of

PORTS = frozenset({80, 443, 8080, 8443})  # what else listens is seldom a web site, and often a door
_DEFAULT_PORT = {"http": 80, "https": 443}

# Beside what `is_global` knows, which was other things in other versions of Python.
_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # IETF's own
            "192.88.99.0/24",  # relays of 6to4
            "224.0.0.0/3",  # multicast, reserved, broadcast
            "2001::/23",  # IETF's own, Teredo's tunnels among it
            "2002::/16",  # 6to4: any IPv4 address is in there, private ones too
            "3fff::/20",  # for documentation
        ),
    )
)
_PUBLIC_IPV6 = ip_network("2000::/3")  # all that was ever given out
_NAT64 = ip_network("64:ff9b::/96")  # how a network without IPv4 reaches an IPv4 address

# Names that no public DNS has (RFC 6761, 6762 appendix G, 8375, ICANN's .internal), and numbers
# that a resolver reads as an address: 127.1, 0x7f.0.0.1, 0177.0.0.1.
_INSIDE = re.compile(
    r"(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa"
    r"|\d+|0x[\da-f]*)$"
)


def refusal(url: str, *, anywhere: bool = False) -> str | None:
    """Return a word for the ledger why *url* is not asked; None where it may be.

    *anywhere* allows private addresses and all ports. A name says nothing of its address: that is
    to be looked at when it is connected to.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "bad_link"
    host = host_of(url)
    if parts.scheme not in _DEFAULT_PORT or not host or len(url) > LONGEST:
        return "bad_link"
    if anywhere:
        return None
    if not _may_be_public(host):
        return "private_address"
    return None if port is None or port in PORTS else "bad_port"


def is_public(address: str) -> bool:
    """Tell whether all the world means the same machine by *address*, an IP address as text."""
    try:
        number = ip_address(address)
    except ValueError:
        return False
    if isinstance(number, IPv6Address):
        return _is_public_ipv6(number)
    return number.is_global and not _is_listed(number)


def without_credentials(url: str) -> str:
    """Return *url* without the name and password before its host."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _is_public_ipv6(number: IPv6Address) -> bool:
    if number in _NAT64:
        return is_public(str(IPv4Address(int(number) & 0xFFFFFFFF)))
    return number in _PUBLIC_IPV6 and number.is_global and not _is_listed(number)


def _is_listed(number: IPv4Address | IPv6Address) -> bool:
    return any(number in network for network in _NOT_PUBLIC)


def _may_be_public(host: str) -> bool:
    """Numbers are to be public, and written as everybody writes them; names are to be in the DNS."""
    bare = host.strip("[]")
    if _is_address(bare):
        return is_public(bare)
    return "." in host and not _INSIDE.search(host)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
