"""How many pages of each host a crawl has taken: no host is to fill it alone."""

from __future__ import annotations

from collections import Counter


class Shares:
    """`full` are the hosts of which this crawl takes no more."""

    def __init__(self, *, most: int) -> None:
        self.full: set[str] = set()
        self._most = most
        self._taken: Counter[str] = Counter()

    def takes(self, host: str) -> bool:
        """Count one more page of *host*; tell whether it is within its share."""
        self._taken[host] += 1
        if self._taken[host] >= self._most:
            self.full.add(host)
        return self._taken[host] <= self._most
