"""When to ask a feed again: sooner while it brings news, later while it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

MOST = 0.5  # of the entries are new: at twice the pace the first would fall out unseen
FEW = 0.1  # of the entries are new: most of the answer was read before
SHORTEN = 0.5
LENGTHEN = 1.5  # gentler than SHORTEN, and FEW x LENGTHEN < MOST: a steady feed comes to rest


def next_interval(
    interval: float | None,
    *,
    items: int,
    new: int,
    shortest: float,
    longest: float,
    start: float,
) -> float:
    """Tell how many seconds to wait, after *interval* seconds (None: never asked before) brought an answer.

    *items* came and *new* of them had not been seen; an unchanged answer is none of none.
    Everything is new in a first answer, which tells nothing: *start* follows it.

    A feed that sleeps at night is asked every *longest* seconds when it wakes: nothing falls
    out of it unseen as long as it takes longer than that to fill at its busiest.
    """
    if interval is None:
        return _within(start, shortest, longest)
    return _within(interval * _change(items, new), shortest, longest)


def is_due(next_at: datetime | None, *, now: datetime) -> bool:
    """Tell whether to ask now; a feed that was never asked is always due."""
    return next_at is None or next_at <= now


def _change(items: int, new: int) -> float:
    share = new / items if items else 0.0
    if share > MOST:
        return SHORTEN
    return LENGTHEN if share < FEW else 1.0


def _within(seconds: float, shortest: float, longest: float) -> float:
    """Keep to the bounds; where they contradict each other, rather ask too seldom."""
    return max(shortest, min(longest, seconds))
