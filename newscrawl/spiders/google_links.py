"""Links of Google made into publishers' URLs: signed one by one, resolved many at a time."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import CloseSpider

from newscrawl.errors import Blocked, Unresolved
from newscrawl.resolve import batchexecute
from newscrawl.resolve.check import checked
from newscrawl.resolve.shell import read_signature, shell_url
from newscrawl.resolve.token import read_token
from newscrawl.spiders.placing import GOOGLE, resolution_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.resolve.shell import Signature
    from newscrawl.resolve.token import Token
    from newscrawl.spiders.google_asker import GoogleAsker
    from newscrawl.store.entries import Leased

logger = logging.getLogger(__name__)

_FORM = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A link whose token Google's page has signed for resolution."""

    leased: Leased
    token: Token
    signature: Signature


class LinkResolver:
    def __init__(self, asker: GoogleAsker) -> None:
        self.asker = asker
        self.desk = asker.desk
        self._left = asker.desk.knobs.resolve_budget  # Google requests

    @property
    def is_spent(self) -> bool:
        """Whether the budget is too small for one more link, its page and the POST, or nobody answers."""
        return self._left < 2 or self.desk.is_offline

    async def resolve_some(self) -> bool:
        """Resolve a batch of the newest waiting links; False where none waits or may be asked for."""
        most = min(self.desk.knobs.resolve_batch, self._left - 1)
        if self.is_spent or not (leased := await self.desk.ledger.take_from(GOOGLE, most=most)):
            return False
        waiting = list(leased)
        sent = self.asker.sent
        try:
            signed = [each for each in [await self._sign(one, waiting) for one in leased] if each]
            if signed:
                await self._decode(signed, waiting)
        except Blocked:
            for one in waiting:
                await self.desk.later(one, "google_blocked", blameless=True)
            raise
        except CloseSpider:  # the database is lost, and the crawl with it
            raise
        except Exception as error:
            logger.exception("An error of ours while resolving; its links wait")
            for one in waiting:
                await self.desk.keep_for_later(one.key, error)
        finally:
            self._left -= self.asker.sent - sent
            await self.asker.hand_back()
        if self._left < 2:
            logger.info("The budget for resolving is spent; the other links wait for a later crawl")
        return True

    async def _sign(self, leased: Leased, waiting: list[Leased]) -> Signed | None:
        token = read_token(leased.link.url)
        if token is None or token.kind != "new":
            waiting.remove(leased)
            await self.desk.end(leased.key, "refused", "broken_token")
            return None
        try:
            page = await self.asker.ask(Request(shell_url(token)), expected="article")
            return Signed(leased=leased, token=token, signature=read_signature(page.body))
        except Unresolved as unresolved:
            waiting.remove(leased)
            await self.desk.later(leased, unresolved.reason)
            return None

    async def _decode(self, signed: Sequence[Signed], waiting: list[Leased]) -> None:
        """One POST for all: each row is written back by its id, whatever became of the others."""
        numbered = {str(number): each for number, each in enumerate(signed, 1)}
        question = batchexecute.question(
            [(number, each.token, each.signature) for number, each in numbered.items()]
        )
        rows: dict[str, batchexecute.Resolved | str]
        try:
            rows = batchexecute.read(await self._post(question))
        except Unresolved as unresolved:
            rows = dict.fromkeys(numbered, unresolved.reason)
        for number, each in numbered.items():
            waiting.remove(each.leased)
            await self._write(each, rows.get(number, "no_row"))

    async def _post(self, question: bytes) -> bytes:
        request = Request(batchexecute.URL, method="POST", body=question, headers=_FORM)
        return (await self.asker.ask(request, expected="batchexecute")).body

    async def _write(self, each: Signed, row: batchexecute.Resolved | str) -> None:
        try:
            if isinstance(row, str):
                raise Unresolved(row)
            found = checked(each.token, row)
            await self.desk.resolve(
                resolution_of(each.leased.key, found.url, amp_url=found.amp_url)
            )
        except Unresolved as unresolved:
            await self.desk.later(each.leased, unresolved.reason)
