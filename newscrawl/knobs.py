"""Every setting of ours, read and checked once: what cannot be is refused at start."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from newscrawl.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """The NEWSCRAWL_* settings, typed; settings.py says what each is for. Seconds throughout."""

    contact: str
    google_news: bool
    google_delay: float
    google_pause: float
    resolve_batch: int
    database_url: str
    database_patience: float
    write_batch: int
    hosts: int
    links_per_host: int
    lease: float
    tries: int
    retry_delay: float
    retry_ceiling: float
    wait: float
    extract_workers: int
    extract_timeout: float
    least_chars: int
    progress_interval: float


def read_knobs(settings: Mapping[str, Any]) -> Knobs:
    """Read *settings*, a Scrapy Settings or a dict; raise BadSetting naming the setting and the cure."""
    if settings.get("JOBDIR"):
        raise BadSetting(
            "JOBDIR is not used here, the ledger in the database resumes every crawl: leave it out"
        )
    return Knobs(**{field.name: _read(settings, field.name) for field in fields(Knobs)})


def _read(settings: Mapping[str, Any], field: str) -> Any:
    name = f"NEWSCRAWL_{field.upper()}"
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
    return number


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "str": _text,
    "bool": _switch,
    "int": _count,
    "float": _seconds,
}
