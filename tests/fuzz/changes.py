"""Inputs as a hostile web would send them: real ones, cut, spliced, repeated, poisoned."""

from __future__ import annotations

import re
from functools import reduce
from random import Random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Change = Callable[[bytes, Random, Sequence[bytes]], bytes]

MOST_CHANGES = 5  # of one input; more leave nothing that a parser would recognise
SWOLLEN = 200_000  # bytes of one repeat: what takes the square of its length is felt from here on
_LONGEST = 500_000  # bytes of one input: of what is repeated twice
_LONGEST_PIECE = 40  # bytes of what is repeated
_DEPTH = 3_000  # levels; recursion ends at 1,000

# Where a format's own parts begin and end: changes there are understood as far as they can be.
_JOINTS = re.compile(rb"[<>\[\]{}\"'=&;:,/?#|\s]")
_NUMBER = re.compile(rb"\d+")
POISON = (
    # no characters, halves of characters, controls, marks, numbers that are no numbers
    *(b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"\x1b[2J", b"\xc2\x9b", b"\x08"),
    *(
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xef\xbf\xbf",
        b"\xe2\x80\xae",
        b"\xe2\xa0\x80 ",
        b"\xcc\x81",
    ),
    *(b"&#0;", b"&#xD800;", b"&#x110000;", b"&amp;#0;", b"&nbsp", b"%00", b"%ff", b"%ED%A0%80"),
    *(b"&#" + b"9" * 5_000 + b";", b"&amp;#" + b"9" * 5_000 + b";", "²".encode(), "٣".encode()),
    # numbers and dates at the end of all scales
    *(b"9" * 400, b"9" * 5_000, b"-1", b"1e999", b"NaN", b"-0", b"0x10", b"1_0"),
    *(b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00"),
    *(b"31 Dec 9999 23:59 -1200", b"2024-02-30", b"2024-01-01T00:00:00+99:99", b"99999999999"),
    # addresses
    *(b"http://[::1", b"http://a:99999/", b"//", b"javascript:alert(1)", b"https://", b"http:/\\a"),
    *(b"https://user:pass@a.example/", b"https://xn--a/", b"data:,x", b"http://127.0.0.1/"),
    # markup that begins or ends something
    *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"</", b"<p", b"/>", b"<?xml version='1.0'?>", b"'"),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<body>", b"</html>", b"<script>", b"<template>"),
    *(b"<base href='http://[/'>", b"<plaintext>", b"<svg><title>", b"<select>", b"<table><td>"),
    # charsets and encodings that are none, or Python's own
    *(b"charset=hex", b"charset=idna", b"charset=utf-7", b"charset=undefined", b"charset=utf-16"),
    *(b"encoding='punycode'", b"encoding='unicode_escape'", b"encoding='zlib'", b"\x1f\x8b"),
    # line ends, and what opens and closes in JSON and robots.txt
    *(
        b"\r",
        b"\r\n\r\n",
        b"\xe2\x80\xa8",
        b"\x85",
        b"\t",
        b"[[",
        b"}}",
        b'"',
        b"\\",
        b"null",
        b"*",
    ),
)
_CODECS = ("utf-16", "utf-16-be", "utf-32", "utf-7", "cp1252", "shift_jis", "gb18030", "cp037")
_NESTS = (
    *((b"[", b"]"), (b'{"a":', b"}"), (b'{"@graph":[', b"]}"), (b"<div>", b"</div>")),
    *((b"<item>", b"</item>"), (b"<b><a href='x'>", b"</a></b>"), (b"<li><ul>", b""), (b"(", b")")),
)


def changed(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Draw one of *seeds* and change it once or more; now and then it is bytes of no kind."""
    return st.one_of(
        st.builds(_apply, st.sampled_from(seeds), _changes(), st.just(seeds)),
        st.builds(_apply, st.sampled_from(seeds), _changes(), st.just(seeds)),
        st.builds(_apply, st.binary(max_size=200), _changes(), st.just(seeds)),
    )


def _changes() -> st.SearchStrategy[list[tuple[Change, int]]]:
    one = st.tuples(st.sampled_from(_EVERY), st.integers(0, 2**32 - 1))
    return st.lists(one, max_size=MOST_CHANGES)


def _apply(seed: bytes, changes: Sequence[tuple[Change, int]], seeds: Sequence[bytes]) -> bytes:
    return reduce(lambda data, one: one[0](data, Random(one[1]), seeds)[:_LONGEST], changes, seed)


def _joint(data: bytes, dice: Random) -> int:
    """Choose a place: half of the time next to what the format means something by."""
    place = dice.randint(0, len(data))
    found = _JOINTS.search(data, place) if dice.random() < 0.5 else None
    return dice.choice((found.start(), found.end())) if found else place


def _span(data: bytes, dice: Random) -> tuple[int, int]:
    start, end = sorted((_joint(data, dice), _joint(data, dice)))
    return start, end


def _cut(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, dice)
    return data[:start] + data[end:]


def _end(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    return data[: _joint(data, dice)]


def _swap(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    (start, middle), end = _span(data, dice), dice.randint(0, len(data))
    return data[:start] + data[middle:end] + data[start:middle] + data[max(middle, end) :]


def _scratch(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    at = dice.randint(0, len(data))
    return data[:at] + dice.randbytes(dice.randint(1, 4)) + data[at + dice.randint(0, 4) :]


def _poison(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    at = _joint(data, dice)
    return data[:at] + dice.choice(POISON) + data[at:]


def _replace(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """Put poison in the place of what stands between two joints: a value, a name."""
    first = _JOINTS.search(data, dice.randint(0, len(data)))
    start = first.end() if first else 0
    last = _JOINTS.search(data, start)
    return data[:start] + dice.choice(POISON) + data[last.start() if last else len(data) :]


def _splice(data: bytes, dice: Random, seeds: Sequence[bytes]) -> bytes:
    other = dice.choice(seeds)
    (start, end), at = _span(other, dice), _joint(data, dice)
    return data[:at] + other[start:end] + data[at:]


def _repeat(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, dice)
    return data[:start] + data[start:end] * dice.randint(2, 20) + data[end:]


def _swell(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """Repeat a piece or a poison until it is long: half of them are not ended either."""
    start = _joint(data, dice)
    end = min(_joint(data[start:], dice), _LONGEST_PIECE) + start
    piece = data[start:end] if dice.random() < 0.7 else dice.choice(POISON)
    piece = piece or dice.randbytes(1)
    rest = data[end:] if dice.random() < 0.5 else b""
    return data[:start] + piece * (SWOLLEN // len(piece)) + rest


def _nest(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    at, depth, (opens, closes) = _joint(data, dice), dice.randint(2, _DEPTH), dice.choice(_NESTS)
    return data[:at] + opens * depth + closes * depth * dice.randint(0, 1) + data[at:]


def _recode(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    return data.decode("utf-8", "replace").encode(dice.choice(_CODECS), "replace")


def _renumber(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    found = _NUMBER.search(data, dice.randint(0, len(data)))
    number = dice.choice((b"0", b"-1", b"1e999", b"9" * dice.randint(1, 30), b"9" * 5_000))
    return data[: found.start()] + number + data[found.end() :] if found else data + number


# What ruins the whole comes seldom: most parsers say no to it at once.
_EVERY: tuple[Change, ...] = (
    *(_cut, _poison, _replace, _splice, _renumber) * 3,
    *(_swap, _scratch, _repeat, _nest) * 2,
    *(_end, _recode, _swell),
)
