"""Rules for single sites, as data: sites/README.md says how to add one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from newscrawl import urls
from newscrawl.errors import BadRule
from newscrawl.extract import moments
from newscrawl.extract.bylines import people
from newscrawl.extract.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from newscrawl.extract.moments import Moment

_SELECTORS = ("text", "remove", "title", "authors", "published_at")
_KEYS = frozenset({"until", *_SELECTORS})
_SILENT = frozenset({"script", "style", "noscript", "template"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What stands where on the pages of a site, fetched before the day `until` if there is one."""

    text: tuple[etree.XPath, ...]
    remove: tuple[etree.XPath, ...]
    title: tuple[etree.XPath, ...]
    authors: tuple[etree.XPath, ...]
    published_at: tuple[etree.XPath, ...]
    until: date | None = None

    def body(self, tree: Any) -> str:
        """Return the story, a line for each element of `text`; "" where the page has none of them."""
        gone = set(_found(self.remove, tree))
        chosen = set(_found(self.text, tree))
        either, tags = chosen | gone, {element.tag for element in chosen}
        lines = (
            _line(element, gone)
            for element in (tree.iter(*tags) if tags else ())
            if element in chosen and not _is_inside(element, either) and element not in gone
        )
        return "\n".join(filter(None, lines))

    def facts(self, tree: Any, *, now: datetime) -> dict[str, Any]:
        """Return those fields of Extracted that the rule names and the page has."""
        said: dict[str, Any] = {}
        if title := next(filter(None, map(_value, _found(self.title, tree))), ""):
            said["title"] = title
        if authors := people(map(_value, _found(self.authors, tree))):
            said["authors"] = authors
        if moment := self._moment(tree, now=now):
            said |= {"published_at": moment.at, "published_precision": moment.precision}
        return said

    def _moment(self, tree: Any, *, now: datetime) -> Moment | None:
        stated = map(_value, _found(self.published_at, tree))
        return next(filter(None, (moments.read(text, now=now) for text in stated)), None)


def rule_for(url: str, when: datetime) -> Rule | None:
    """Return the rule for a page of that address fetched at *when*; None where there is none."""
    rules = _rules().get(_bare(url), ())
    return next((rule for rule in rules if rule.until is None or when.date() < rule.until), None)


def check_rules() -> None:
    """Raise BadRule where one of the files cannot be understood."""
    _rules()


def read_rules(text: str, *, name: str) -> dict[str, tuple[Rule, ...]]:
    """Read one site's file: host -> its rules, those that end first coming first."""
    try:
        stated = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRule(f"{name}: {error}; write it as sites/README.md shows") from error
    _refuse_unknown(stated, {"hosts", "rule"}, name)
    hosts, tables = stated.get("hosts"), stated.get("rule")
    if not isinstance(hosts, list) or not hosts:
        raise BadRule(f'{name}: it is for no site; write hosts = ["example.com"]')
    if not isinstance(tables, list) or not tables:
        raise BadRule(f"{name}: it has no rule; write one under [[rule]]")
    rules = [_rule(table, f"{name}, rule {number}") for number, table in enumerate(tables, 1)]
    ends = [rule.until for rule in rules]
    if len(set(ends)) < len(ends):
        raise BadRule(f"{name}: two rules hold at once; give each an 'until' of its own, but one")
    rules.sort(key=lambda rule: rule.until or date.max)
    return {_host(host, name): tuple(rules) for host in hosts}


@cache
def _rules() -> dict[str, tuple[Rule, ...]]:
    return read_folder(files(__package__) / "sites")


def read_folder(folder: Traversable) -> dict[str, tuple[Rule, ...]]:
    """Read all files of a folder: host -> its rules."""
    known: dict[str, tuple[Rule, ...]] = {}
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if not entry.name.endswith(".toml"):
            continue
        new = read_rules(entry.read_text(encoding="utf-8"), name=entry.name)
        for host in new.keys() & known.keys():
            raise BadRule(f"{entry.name}: {host} has a file already; write its rules into that one")
        known |= new
    return known


def _rule(table: Any, where: str) -> Rule:
    if not isinstance(table, dict):
        raise BadRule(f"{where}: it is no table; write [[rule]] above its lines")
    _refuse_unknown(table, _KEYS, where)
    until = table.get("until")
    if until is not None and (isinstance(until, datetime) or not isinstance(until, date)):
        raise BadRule(f"{where}: until is {until!r}; write a day without quotes, as in 2026-01-31")
    if not any(table.get(key) for key in _SELECTORS if key != "remove"):
        raise BadRule(f"{where}: it selects nothing; write text, title, authors or published_at")
    read = {key: _compiled(table.get(key, []), f"{where}, {key}") for key in _SELECTORS}
    return Rule(until=until, **read)


def _compiled(stated: Any, where: str) -> tuple[etree.XPath, ...]:
    if not isinstance(stated, list) or not all(isinstance(each, str) for each in stated):
        raise BadRule(f'{where}: write a list of CSS selectors, as in ["h1.headline"]')
    return tuple(_xpath(selector, where) for selector in stated)


def _xpath(selector: str, where: str) -> etree.XPath:
    try:
        return etree.XPath(HTMLTranslator().css_to_xpath(selector))
    except (SelectorError, etree.XPathError) as error:
        raise BadRule(
            f"{where}: {selector!r} is no CSS selector ({error}); try it in a browser's inspector"
        ) from error


def _refuse_unknown(
    stated: Mapping[str, Any], known: set[str] | frozenset[str], where: str
) -> None:
    for key in sorted(stated.keys() - known):
        raise BadRule(
            f"{where}: nobody knows {key!r}; what can be said: {', '.join(sorted(known))}"
        )


def _host(stated: Any, name: str) -> str:
    host = _bare(f"https://{stated}/") if isinstance(stated, str) else ""
    if not host or "/" in stated:
        raise BadRule(f"{name}: {stated!r} is no host name; write one as in example.com")
    return host


def _bare(url: str) -> str:
    """The host without www. or m., as all addresses of one story share it."""
    return _bare_host(urls.host_of(url))


@lru_cache(maxsize=1_024)
def _bare_host(host: str) -> str:
    return urls.key(f"https://{host}/") or ""


def _found(selectors: tuple[etree.XPath, ...], tree: Any) -> list[Any]:
    return [element for selector in selectors for element in selector(tree)]


def _is_inside(element: Any, others: set[Any]) -> bool:
    return any(above in others for above in element.iterancestors())


def _line(element: Any, gone: set[Any]) -> str:
    words = " ".join("".join(_pieces(element, gone)).split())
    return f"- {words}" if words and element.tag == "li" else words


def _pieces(element: Any, gone: set[Any]) -> Iterator[str]:
    """Yield the text of *element* as it runs on, without what was removed from it."""
    if element in gone or element.tag in _SILENT:
        return
    yield " " if element.tag == "br" else element.text or ""
    for child in element:
        yield from _pieces(child, gone)
        yield child.tail or ""


def _value(element: Any) -> str:
    """What a machine is to read of an element, else what a person does."""
    return one_line(element.get("datetime") or element.get("content") or _line(element, set()))
