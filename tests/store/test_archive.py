"""Raw pages in WARC files: standard records, whole after a kill, a full disk and a power cut."""

from __future__ import annotations

import gzip
import os
import resource
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from newscrawl.discover.archives import Record, Wanted, read_archive
from newscrawl.errors import BadSetting
from newscrawl.store import archive as archives
from newscrawl.store.archive import Archive, Exchange, check_folder, mend

AT = datetime(2026, 11, 23, 12, 30, 5, tzinfo=UTC)
BODY = b"<html><p>" + b"The ferry was late. " * 200
KEEPS_ON = """
import sys, itertools
from pathlib import Path
from tests.store.test_archive import an_exchange
from newscrawl.store.archive import Archive
archive = Archive(Path(sys.argv[1]), crawl="crawl1", most=10**9)
for number in itertools.count():
    archive.keep(an_exchange(number))
    print(number, flush=True)
"""


def an_exchange(number: int = 0, body: bytes = BODY, **fields: object) -> Exchange:
    plain = {
        "url": f"https://paper.example.com/{number}",
        "at": AT,
        "request_head": b"GET /%d HTTP/1.1\r\nHost: paper.example.com\r\n\r\n" % number,
        "answer_head": b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n",
        "body": body,
        "ip": "192.0.2.7",
    }
    return Exchange(**(plain | fields))


def an_archive(folder: Path, *, most: int = 10**9) -> Archive:
    return Archive(folder, crawl="crawl7", most=most)


def the_file(folder: Path, pattern: str = "*.warc.gz") -> Path:
    (only,) = folder.glob(pattern)
    return only


def records(path: Path) -> list[tuple[str, dict[str, str]]]:
    found = []
    for record in ArchiveIterator(str(path), parse_http=False, fsspec_args=False):
        assert record.verify_block_digest()
        found.append((str(record.record_type), record.headers.to_dict()))
    return found


def pages(path: Path) -> list[Record]:
    found = read_archive(path, skip=0, wanted=Wanted())
    return [record for record in found if isinstance(record, Record)]


def test_a_page_is_a_response_and_a_request_after_the_files_own_record(tmp_path: Path) -> None:
    archive = an_archive(tmp_path)

    archive.keep(an_exchange())
    archive.close()

    found = records(the_file(tmp_path))
    info, answer, request = (headers for _, headers in found)
    assert [kind for kind, _ in found] == ["warcinfo", "response", "request"]
    assert answer["WARC-Target-URI"] == request["WARC-Target-URI"] == "https://paper.example.com/0"
    assert answer["WARC-Date"].startswith("2026-11-23T12:30:05")
    assert answer["WARC-IP-Address"] == "192.0.2.7"
    assert answer["WARC-Payload-Digest"].startswith("sha1:")
    assert answer["WARC-Warcinfo-ID"] == info["WARC-Record-ID"]
    assert request["WARC-Concurrent-To"] == answer["WARC-Record-ID"]
    assert gzip.decompress(the_file(tmp_path).read_bytes()).startswith(b"WARC/1.1\r\n")


def test_the_payload_digest_is_that_of_the_body_as_it_came(tmp_path: Path) -> None:
    packed = gzip.compress(BODY)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    archive = an_archive(tmp_path)
    archive.keep(an_exchange(body=packed, answer_head=head))
    archive.close()

    read = ArchiveIterator(
        str(the_file(tmp_path)),
        record_types=WarcRecordType.response,
        parse_http=True,
        fsspec_args=False,
    )

    assert [record.verify_payload_digest() for record in read] == [True]
    assert [page.body for page in pages(the_file(tmp_path))] == [BODY]


def test_files_are_begun_anew_at_their_size_and_named_by_time_crawl_and_number(
    tmp_path: Path,
) -> None:
    archive = an_archive(tmp_path, most=3500)

    for number in range(6):
        archive.keep(an_exchange(number, body=os.urandom(1000)))
    archive.close()

    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        f"newscrawl-20261123T123005Z-crawl7-{os.getpid()}-{n:05}.warc.gz" for n in (1, 2, 3)
    ]
    assert sum(len(pages(tmp_path / name)) for name in names) == 6


def test_a_killed_writer_loses_nothing_it_has_written(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", KEEPS_ON, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert writer.stdout is not None
    written = [int(writer.stdout.readline()) for _ in range(200)]
    writer.send_signal(signal.SIGKILL)
    written += [int(line) for line in writer.stdout.read().split("\n") if line]
    writer.wait()
    writer.stdout.close()
    assert the_file(tmp_path, "*.open")

    mend(tmp_path)

    assert len(pages(the_file(tmp_path))) in (len(written), len(written) + 1)


@pytest.mark.parametrize("lost", [1, 9, 400])
def test_a_file_that_was_cut_is_mended_when_the_next_is_begun(tmp_path: Path, lost: int) -> None:
    dead = an_archive(tmp_path)
    for number in range(3):
        dead.keep(an_exchange(number))
    assert dead._file is not None
    dead._file.truncate(dead._file.tell() - lost)
    dead._file.close()

    alive = Archive(tmp_path, crawl="crawl8", most=10**9)
    alive.keep(an_exchange(9))

    mended = the_file(tmp_path, "*crawl7*")
    assert mended.suffix == ".gz"
    assert [page.url[-1] for page in pages(mended)][:2] == ["0", "1"]
    alive.close()


def test_blocks_a_power_cut_left_empty_are_cut_away(tmp_path: Path) -> None:
    dead = an_archive(tmp_path)
    dead.keep(an_exchange())
    assert dead._file is not None
    dead._file.write(bytes(4096))
    dead._file.close()

    mend(tmp_path)

    assert len(pages(the_file(tmp_path))) == 1


def test_a_file_that_is_being_written_is_nobody_elses_to_mend(tmp_path: Path) -> None:
    archive = an_archive(tmp_path)
    archive.keep(an_exchange(0))

    mend(tmp_path)
    archive.keep(an_exchange(1))
    archive.close()

    assert len(pages(the_file(tmp_path))) == 2


def test_a_page_the_disk_refuses_leaves_the_file_whole(tmp_path: Path) -> None:
    archive = an_archive(tmp_path)
    archive.keep(an_exchange(0))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))  # Python ignores SIGXFSZ

    with pytest.raises(OSError, match="too large"):
        archive.keep(an_exchange(1, body=os.urandom(50_000)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    archive.keep(an_exchange(2))
    archive.close()

    assert [page.url[-1] for page in pages(the_file(tmp_path))] == ["0", "2"]


def test_a_file_the_disk_has_no_room_to_begin_leaves_none(tmp_path: Path) -> None:
    archive = an_archive(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))

    with pytest.raises(OSError, match="too large"):
        archive.keep(an_exchange(0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert list(tmp_path.iterdir()) == []
    archive.keep(an_exchange(1))
    archive.close()
    assert len(pages(the_file(tmp_path))) == 1


def test_a_folder_nothing_can_be_written_to_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadSetting, match=r"NEWSCRAWL_WARC.*name a folder"):
        check_folder(tmp_path / "file" / "folder")
    check_folder(tmp_path / "new")

    assert list((tmp_path / "new").iterdir()) == []


def test_what_a_power_cut_may_cost_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(archives, "_SYNC_SECONDS", 0.0)
    monkeypatch.setattr(os, "fsync", synced.append)
    archive = an_archive(tmp_path)

    archive.keep(an_exchange(0))
    archive.keep(an_exchange(1))

    assert len(synced) == 2
    archive.close()
