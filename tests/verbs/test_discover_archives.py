"""Archives as they come: cut anywhere, with encodings nobody knows."""

from __future__ import annotations

import gzip
import resource
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

import brotli
import pytest
import zstandard

from newscrawl.discover.archives import NotAnArchive, Record, Wanted, read_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

END = b"\r\n\r\n"
BODY = b"<html><p>" + b"The ferry was late again, and nobody knew why. " * 40


def record(number: int, *, headers: str = "", body: bytes = BODY) -> bytes:
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example.com/{number}\r\n"
        "WARC-Date: 2025-03-15T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + END


def read(path: Path) -> tuple[list[str], int | None]:
    """The pages of an archive, and after how many responses it broke off."""
    found: list[str] = []
    try:
        for each in read_archive(path, skip=0, wanted=Wanted()):
            if isinstance(each, Record) and not each.fault:
                assert each.body == BODY
                found.append(each.url[-1])
    except NotAnArchive as broken:
        return found, broken.position
    return found, None


FIRST_LINES = 30  # bytes of a record's head; a plain file cut there just ends


@pytest.mark.parametrize(
    ("name", "pack", "begin"), [("a.warc.gz", gzip.compress, 1), ("a.warc", bytes, FIRST_LINES)]
)
def test_a_cut_is_told_wherever_it_is_and_no_half_page_is_read(
    tmp_path: Path, name: str, pack, begin: int
) -> None:
    first, second = pack(record(0)), pack(record(1))
    path = tmp_path / name

    for length in range(begin, len(second) - len(END)):
        path.write_bytes(first + second[:length])
        pages, broken_at = read(path)

        assert pages in (["0"], ["0", "1"])
        assert broken_at in (1, 2), f"cut at {length}"


def test_an_encoding_nobody_knows_costs_its_own_page_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    odd = record(1, headers="Content-Encoding: sdch\r\n", body=b"\0" * 99)
    path.write_bytes(b"".join(map(gzip.compress, (record(0), odd, record(2)))))

    assert read(path) == (["0", "2"], None)


def test_a_body_that_is_not_what_its_encoding_says_costs_its_own_page_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    odd = record(1, headers="Content-Encoding: gzip\r\n", body=b"\0" * 99)
    path.write_bytes(b"".join(map(gzip.compress, (record(0), odd, record(2)))))

    assert read(path) == (["0", "2"], None)


def chunks(body: bytes, size: int = 500) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


ENCODED = {
    "gzip": ("Content-Encoding: gzip\r\n", gzip.compress(BODY)),
    "deflate": ("Content-Encoding: deflate\r\n", zlib.compress(BODY)),
    "br": ("Content-Encoding: br\r\n", brotli.compress(BODY)),
    "zstd": ("Content-Encoding: zstd\r\n", zstandard.compress(BODY)),
    "chunked": ("Transfer-Encoding: chunked\r\n", chunks(BODY)),
    "gzip, chunked": (
        "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        chunks(gzip.compress(BODY), 20),
    ),
}


@pytest.mark.parametrize(("headers", "body"), ENCODED.values(), ids=ENCODED)
def test_a_body_that_was_cut_before_it_was_archived_is_no_page(
    tmp_path: Path, headers: str, body: bytes
) -> None:
    path = tmp_path / "a.warc"
    cut = (record(number, headers=headers, body=body[:-number]) for number in range(6, 40))
    path.write_bytes(record(0, headers=headers, body=body) + b"".join(cut))

    assert read(path) == (["0"], None)


@pytest.mark.parametrize("headers", ["Content-Encoding: gzip\r\n", "Content-Encoding: deflate\r\n"])
def test_a_body_that_is_damaged_costs_its_own_page_alone(tmp_path: Path, headers: str) -> None:
    path, pack = tmp_path / "a.warc", gzip.compress if "gzip" in headers else zlib.compress
    good = pack(BODY)
    bad = [good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :] for at in range(len(good))]
    path.write_bytes(b"".join(record(9, headers=headers, body=each) for each in bad) + record(0))

    read = list(read_archive(path, skip=0, wanted=Wanted()))

    assert len(read) == len(bad) + 1
    assert isinstance(read[-1], Record)


READABLE = {
    "no encoding": ("Content-Encoding: none\r\n", BODY),
    "a charset": ("Content-Encoding: UTF-8\r\n", BODY),
    "identity": ("Content-Encoding: identity\r\n", BODY),
    "gzip of old": ("Content-Encoding: X-GZIP\r\n", gzip.compress(BODY)),
    "gzip, unpacked": (f"Content-Encoding: gzip\r\nContent-Length: {len(BODY) + 9}\r\n", BODY),
    "brotli, unpacked": ("Content-Encoding: br\r\n", BODY),
    "chunked, put together": ("Transfer-Encoding: chunked\r\n", BODY),
    "both, unpacked": ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", BODY),
    "gzip, put together": (
        "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        gzip.compress(BODY),
    ),
}


@pytest.mark.parametrize(("headers", "body"), READABLE.values(), ids=READABLE)
def test_a_body_is_read_as_it_is_whatever_its_head_says(
    tmp_path: Path, headers: str, body: bytes
) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record(1, headers=headers, body=body))

    assert read(path) == (["1"], None)


@pytest.mark.parametrize("kind", [b"Application/HTTP; msgtype=response", b"APPLICATION/HTTP"])
def test_the_type_of_a_record_has_no_case(tmp_path: Path, kind: bytes) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record(1).replace(b"application/http; msgtype=response", kind))

    assert read(path) == (["1"], None)


def test_a_page_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    told = [
        record(1, headers="Content-Length: 99999\r\n"),
        record(2, headers="Content-Encoding: sdch\r\n", body=b"\0" * 99),
        record(3, headers="Content-Encoding: gzip\r\n", body=gzip.compress(bytes(17 << 20))),
        record(4, body=bytes(17 << 20)),
    ]
    path.write_bytes(b"".join(told))

    found = list(read_archive(path, skip=0, wanted=Wanted()))

    faults = [each.fault for each in found if isinstance(each, Record)]
    assert faults == ["cut_off", "garbled", "too_large", "too_large"]


def test_a_page_that_its_crawler_says_to_have_cut_is_no_page(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    cut = record(1).replace(b"WARC/1.0\r\n", b"WARC/1.0\r\nWARC-Truncated: length\r\n")
    path.write_bytes(record(0) + cut + record(2))

    assert read(path) == (["0", "2"], None)


NO_LENGTHS = [pytest.param("9" * 5_000, id="huge"), "\N{SUPERSCRIPT TWO}", "-1", "1e3", "0x10"]


@pytest.mark.parametrize("length", NO_LENGTHS)
def test_a_record_whose_length_is_no_number_breaks_the_file_off_there(
    tmp_path: Path, length: str
) -> None:
    path = tmp_path / "a.warc"
    odd = record(1).replace(b"WARC/1.0\r\n", f"WARC/1.0\r\nContent-Length: {length}\r\n".encode())
    path.write_bytes(record(0) + odd)

    assert read(path) == (["0"], 1)


@pytest.mark.parametrize("length", NO_LENGTHS)
def test_an_answer_whose_length_is_no_number_is_read_all_the_same(
    tmp_path: Path, length: str
) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record(0, headers=f"Content-Length: {length}\r\n"))

    assert read(path) == (["0"], None)


def test_an_address_with_controls_is_kept_without_them(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record(0).replace(b"example.com/0", b"example.com/\x00\x1b\xc2\xa00"))

    [page] = [
        each for each in read_archive(path, skip=0, wanted=Wanted()) if isinstance(each, Record)
    ]

    assert "\0" not in page.url
    assert "\x1b" not in page.url


@contextmanager
def nothing_can_be_written() -> Iterator[None]:
    """As on a full disk: not one byte goes into a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_archive_is_unpacked_in_memory_and_a_bomb_in_it_is_no_page(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(64 << 20))
    packed = record(1) + record(2, headers="Content-Encoding: gzip\r\n", body=bomb) + record(3)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(packed))

    with nothing_can_be_written():
        found = read(path)

    assert found == (["1", "3"], None)
