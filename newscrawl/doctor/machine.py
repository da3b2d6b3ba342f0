"""What a crawl needs of the machine: versions, room, a browser, certificates, a way out, workers."""

from __future__ import annotations

import asyncio
import platform
import shutil
import socket
import ssl
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies
from uuid import UUID

from newscrawl import times
from newscrawl.doctor.database import unwritable
from newscrawl.doctor.finding import DATABASE, EXTRACTION, FEED, SETTINGS, Finding
from newscrawl.errors import Refused, WorkerLost
from newscrawl.extract.pool import ExtractPool
from newscrawl.fetch.browser import find_browser
from newscrawl.items import Link, Page, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newscrawl.doctor.finding import Verdict
    from newscrawl.extract.extracted import Extracted
    from newscrawl.knobs import Knobs

_SCRAPY = "2.19."  # requirements.txt says why no other
_LITTLE, _NONE = 1_000_000_000, 50_000_000  # bytes of a disk: a day's articles, a few minutes'
_CONNECT = 5.0  # seconds for a proxy
_BROWSER = 20.0  # seconds for a browser to say its version
_PROXIED = ("http", "https")


def check_versions() -> Finding:
    scrapy = version("scrapy")
    found = f"Python {platform.python_version()}, Scrapy {scrapy}"
    if scrapy.startswith(_SCRAPY):
        return Finding("python", "ok", found)
    cure = "pip install --require-hashes -r requirements.lock"
    return Finding("python", "warning", f"{found}; this is made for Scrapy {_SCRAPY}x", cure)


def check_contact(contact: str) -> Finding:
    if "://" in contact or "@" in contact:
        return Finding("contact", "ok", contact)
    found = f"publishers cannot find out whose crawl this is by {contact!r}"
    cure = "set NEWSCRAWL_CONTACT to a web or mail address"
    return Finding("contact", "warning", found, cure)


# -- room ---------------------------------------------------------------------------------


def check_disk(places: Mapping[str, Path]) -> Iterator[Finding]:
    """Look at the folder of each place, by the setting that names it."""
    for setting, folder in places.items():
        yield _room(setting, folder)


def places(knobs: Knobs, *, database: Path | None, log_file: str | None) -> dict[str, Path]:
    """The folders that a crawl writes into, by the setting that names them."""
    named = {
        "NEWSCRAWL_DATABASE_URL": database and database.parent,
        "NEWSCRAWL_WARC": knobs.warc and Path(knobs.warc),
        "NEWSCRAWL_REQUEST_LOG": knobs.request_log and Path(knobs.request_log).parent,
        "LOG_FILE": log_file and Path(log_file).parent,
    }
    return {setting: Path(folder) for setting, folder in named.items() if folder}


def _room(setting: str, folder: Path) -> Finding:
    code = DATABASE if setting == "NEWSCRAWL_DATABASE_URL" else SETTINGS
    there = _there(folder) if setting == "NEWSCRAWL_WARC" else folder  # that one is made
    if why := unwritable(there):
        cure = f"let this user write there, or set {setting} to another place"
        return Finding("disk", "wrong", f"{setting}: no file in {there} ({why})", cure, code)
    free = shutil.disk_usage(there).free
    verdict = room(free)
    cure = "" if verdict == "ok" else f"make room, or set {setting} to another place"
    return Finding("disk", verdict, f"{setting}: {free / 1e9:.1f} GB free in {there}", cure, code)


def room(free: int) -> Verdict:
    """Judge so many bytes of a disk."""
    if free < _NONE:
        return "wrong"
    return "warning" if free < _LITTLE else "ok"


def _there(folder: Path) -> Path:
    """*folder*, or the nearest above it that is there."""
    folder = folder.absolute()
    return next((each for each in (folder, *folder.parents) if each.exists()), folder)


# -- browser ------------------------------------------------------------------------------


def check_browser(knobs: Knobs) -> Finding:
    if not knobs.render:
        return Finding("browser", "ok", "not wanted: NEWSCRAWL_RENDER is off")
    program = find_browser(knobs.browser)
    if program is None:
        return _no_browser(knobs.browser)
    try:
        told = subprocess.run(  # noqa: S603 - the operator's own program
            [program, "--version"], capture_output=True, text=True, timeout=_BROWSER, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        cure = "install it anew, or name another with NEWSCRAWL_BROWSER"
        return Finding("browser", "warning", f"{program} does not start ({error})", cure)
    return Finding("browser", "ok", f"{told.stdout.strip()} ({program})")


def _no_browser(named: str) -> Finding:
    if named:
        cure = "set NEWSCRAWL_BROWSER to a Chromium or Chrome that is there, or leave it out"
        return Finding("browser", "wrong", f"there is no {named}", cure)
    return Finding(
        "browser",
        "warning",
        "none, so pages that need JavaScript are refused",
        "apt-get install chromium, or set NEWSCRAWL_RENDER=False",
    )


# -- the way out ----------------------------------------------------------------------------


def check_certificates(*, verifies: bool) -> Finding:
    paths = ssl.get_default_verify_paths()
    has_any = any(_holds_certificates(Path(each)) for each in (paths.cafile, paths.capath) if each)
    verified = "verified" if verifies else "not verified (DOWNLOAD_VERIFY_CERTIFICATES)"
    if has_any:
        return Finding("certificates", "ok", f"publishers' are {verified}")
    return Finding(
        "certificates",
        "wrong" if verifies else "warning",
        f"this machine trusts no authority; publishers' certificates are {verified}",
        "apt-get install ca-certificates; look at SSL_CERT_FILE and SSL_CERT_DIR",
    )


def _holds_certificates(place: Path) -> bool:
    return any(place.iterdir()) if place.is_dir() else place.stat().st_size > 0


def check_proxies() -> Iterator[Finding]:
    """Of each proxy that the environment names, whether something listens there; never who may use it."""
    proxies = {name: url for name, url in getproxies().items() if name in _PROXIED and url}
    if not proxies:
        yield Finding("proxy", "ok", "none: http_proxy and https_proxy are not set")
    without = getproxies().get("no")
    for name, url in sorted(proxies.items()):
        around = f", not for {without}" if without else ""
        yield _proxy(f"{name}_proxy", url, around=around)


def _proxy(name: str, url: str, *, around: str) -> Finding:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname, parts.port or {"https": 443}.get(parts.scheme, 80)
    except ValueError:  # its text is left out: it may be part of a password
        host, port = None, 0
    if not host or parts.scheme not in _PROXIED:
        cure = "write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT"
        return Finding("proxy", "wrong", f"{name} names no proxy of http", cure)
    try:
        socket.create_connection((host, port), timeout=_CONNECT).close()
    except OSError as error:
        cure = f"start it, or set {name} to one that answers"
        found = f"{name}: {host}:{port} does not answer ({error.strerror or error})"
        return Finding("proxy", "wrong", found, cure, FEED)
    with_password = " with a password" if parts.username else ""
    return Finding("proxy", "ok", f"{name}: {host}:{port} answers{with_password}{around}")


# -- extraction -----------------------------------------------------------------------------

_PARAGRAPH = (
    "The town council voted on Tuesday to repair the old harbour bridge, which engineers closed in "
    "March after they found cracks in two of its supports, and said the work would take until autumn."
)
_SAMPLE = (
    "<html lang='en'><head><title>Council votes to repair the bridge</title></head><body><article>"
    f"<h1>Council votes to repair the bridge</h1>{f'<p>{_PARAGRAPH}</p>' * 6}</article></body></html>"
)


def check_extraction(seconds: float) -> Finding:
    """Have a worker extract a small page, as a crawl does."""
    try:
        said = asyncio.run(_extract(seconds))
    except (WorkerLost, Refused, OSError) as error:
        cure = "install requirements.lock anew, or give it more time: NEWSCRAWL_EXTRACT_TIMEOUT"
        return Finding(
            "extraction", "wrong", f"no text of a small page ({error})", cure, EXTRACTION
        )
    way = said.provenance.get("text")
    if _PARAGRAPH not in said.text:
        cure = "install this newscrawl anew"
        return Finding(
            "extraction", "wrong", "the text of a small page is not its own", cure, EXTRACTION
        )
    return Finding("extraction", "ok", f"a small page extracted by {way}")


async def _extract(seconds: float) -> Extracted:
    page = Page(
        key=UUID(int=0),
        link=Link(url="", source=Source(feed="")),
        asked="",
        url="",
        body=_SAMPLE.encode(),
        fetched_at=times.now(),
    )
    pool = ExtractPool(workers=1, timeout=seconds)
    try:
        return await pool.extract(page)
    finally:
        await pool.close()
