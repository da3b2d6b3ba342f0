"""A packed body that was cut off is told from a whole one, whatever packed it."""

from __future__ import annotations

import gzip
import zlib
from random import Random
from typing import TYPE_CHECKING

import brotli
import pytest
import zstandard

from newscrawl.fetch.packed import is_whole

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = b"<p>" + Random(1).randbytes(40_000).hex().encode() + b"</p>"
PACKED: list[tuple[str, bytes, Callable[[bytes], bytes]]] = [
    ("gzip", b"gzip", gzip.compress),
    ("gzip by its old name", b"x-gzip", gzip.compress),
    (
        "gzip in two members",
        b"gzip",
        lambda page: gzip.compress(page[:9]) + gzip.compress(page[9:]),
    ),
    ("deflate", b"deflate", zlib.compress),
    ("deflate without a header", b"deflate", lambda page: zlib.compress(page)[2:-4]),
    ("brotli", b"br", brotli.compress),
    ("zstd", b"zstd", zstandard.compress),
]
ways = pytest.mark.parametrize(
    ("encoding", "pack"), [pytest.param(*way, id=name) for name, *way in PACKED]
)


@ways
def test_a_body_that_came_whole_is_whole(encoding, pack):
    assert is_whole(pack(PAGE), encoding, length=len(PAGE))


@ways
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_body_that_was_cut_off_is_not(encoding, pack, share):
    body = pack(PAGE)

    assert not is_whole(body[: int(len(body) * share)], encoding, length=len(PAGE))


def test_more_than_was_unpacked_is_not_unpacked_again():
    bomb = gzip.compress(b"a")[:-8] + b"\1" * 8 + gzip.compress(bytes(64 << 20)) * 200

    assert not is_whole(bomb, b"gzip", length=1)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param(b"gzip", gzip.compress(PAGE)[:-8], id="gzip without its sum"),
        pytest.param(b"gzip", gzip.compress(PAGE)[:-3], id="gzip with half of it"),
        pytest.param(b"gzip", gzip.compress(PAGE)[:-8] + b"\1" * 8, id="gzip with a wrong one"),
        pytest.param(b"gzip", gzip.compress(PAGE) + b"\0 more", id="gzip and more"),
        pytest.param(b"deflate", zlib.compress(PAGE)[:-4], id="deflate without its sum"),
        pytest.param(b"gzip", b"", id="nothing"),
        pytest.param(b"identity", b"<p>", id="not packed"),
    ],
)
def test_what_stands_behind_the_end_is_not_asked_for(encoding, body):
    assert is_whole(body, encoding, length=len(PAGE))
