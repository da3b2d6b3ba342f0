"""Every setting of ours, read and checked once: what cannot be is refused at start."""

from __future__ import annotations

from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from newscrawl.errors import BadSetting
from newscrawl.items import OPT_OUTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PREFIX = "NEWSCRAWL_"
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
_LONGEST = 1e9  # seconds; 31 years, and a time so far ahead is still a date
OptOuts = frozenset[str]  # words of items.OPT_OUTS
Span = float  # seconds, more than none: what comes round after 0 s would never stop coming


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """The NEWSCRAWL_* settings, typed; settings.py says what each is for. Seconds throughout."""

    contact: str
    crawl_delay: Span
    per_site: bool
    host_pages: int
    opt_out_files: bool
    refuse_opt_outs: OptOuts
    request_log: str
    private_addresses: bool
    google_news: bool
    google_delay: float
    google_pause: float
    google_per_minute: int
    resolve_batch: int
    resolve_budget: int
    ask_publishers: bool
    publisher_interval: float
    poll_shortest: Span
    poll_start: Span
    poll_longest: Span
    database_url: str
    database_patience: float
    database_timeout: Span
    write_batch: int
    hosts: int
    links_per_host: int
    lease: Span
    tries: int
    retry_delay: float
    retry_ceiling: float
    grace: float
    wait: float
    extract_workers: int
    extract_timeout: Span
    least_chars: int
    warc: str
    warc_bytes: int
    render: bool
    render_pages: int
    render_timeout: Span
    browser: str
    progress_interval: Span


def read_knobs(settings: Mapping[str, Any]) -> Knobs:
    """Read *settings*, a Scrapy Settings or a dict; raise BadSetting naming the setting and the cure."""
    if settings.get("JOBDIR"):
        raise BadSetting(
            "JOBDIR is not used here, the ledger in the database resumes every crawl: leave it out"
        )
    _refuse_unknown(settings)
    return Knobs(**{field.name: _read(settings, field.name) for field in fields(Knobs)})


def _refuse_unknown(settings: Iterable[str]) -> None:
    """A mistyped setting would be no setting at all, and nobody would know."""
    known = [f"{PREFIX}{field.name.upper()}" for field in fields(Knobs)]
    for name in sorted({str(name) for name in settings} - set(known)):
        if name.startswith(PREFIX):
            near = get_close_matches(name, known, n=1)
            cure = f"did you mean {near[0]}?" if near else "README, 'Settings', has them all"
            raise BadSetting(f"there is no setting {name}: {cure}")


def _read(settings: Mapping[str, Any], field: str) -> Any:
    name = f"{PREFIX}{field.upper()}"
    value = settings.get(name)
    if value is None:
        raise BadSetting(f"{name} is not set: run inside the project, where settings.py sets it")
    return _READERS[str(Knobs.__annotations__[field])](name, value)


def _text(_name: str, value: Any) -> str:
    return str(value).strip()


def _switch(name: str, value: Any) -> bool:
    word = str(value).strip().lower()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise BadSetting(f"{name} is {value!r}: write True or False")


def _count(name: str, value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError as error:
        raise BadSetting(f"{name} is {value!r}: write a whole number, 1 or more") from error
    if number < 1:
        raise BadSetting(f"{name} is {value!r}: write a whole number, 1 or more")
    return number


def _seconds(name: str, value: Any) -> float:
    try:
        number = float(str(value))
    except ValueError as error:
        raise BadSetting(f"{name} is {value!r}: write seconds, e.g. 1.5") from error
    if not 0 <= number < float("inf"):
        raise BadSetting(f"{name} is {value!r}: write seconds, 0 or more")
    if number > _LONGEST:
        raise BadSetting(f"{name} is {value!r}: write seconds, {_LONGEST:.0f} at most")
    return number


def _span(name: str, value: Any) -> float:
    number = _seconds(name, value)
    if not number:
        raise BadSetting(f"{name} is {value!r}: write seconds, more than 0")
    return number


def _opt_outs(name: str, value: Any) -> frozenset[str]:
    words = frozenset(str(value).replace(",", " ").split())
    if words == {"all"}:
        return frozenset(OPT_OUTS)
    if words - set(OPT_OUTS):
        raise BadSetting(f"{name} is {value!r}: write all, or some of {', '.join(OPT_OUTS)}")
    return words


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "str": _text,
    "bool": _switch,
    "int": _count,
    "float": _seconds,
    "Span": _span,
    "OptOuts": _opt_outs,
}
