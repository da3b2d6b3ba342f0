"""Errors, named by what to do next.

NewscrawlError
├── Misused            the caller is to change something: the message names the cure
│   ├── BadArgument    a spider or command argument
│   ├── BadSetting     a setting
│   ├── BadRule        a site's rule
│   ├── NoDatabase     the database cannot be reached
│   └── OldSchema      the database's tables are of another version
├── Refused            ends here on purpose, with a reason for the ledger
├── Unresolved         keep the link for a later try, with a reason for the ledger
├── RobotsUnreachable  robots.txt cannot be had: ask nothing now, try again later
├── Moved              the link leads to another host: note it, ask there when it is its turn
├── Blocked            stop asking this host and say so; nothing is lost
└── WorkerLost         an extraction worker hung or died: try the page once more
    └── NoWorker       none starts here: no page's fault, keep the link
"""

from __future__ import annotations


class NewscrawlError(Exception):
    """Base of all errors raised on purpose."""


class Misused(NewscrawlError):
    """The caller is to change something; the message names the cure."""

    exit_code = 2


class BadArgument(Misused):
    """A spider or command argument that cannot be."""


class BadSetting(Misused):
    """A setting that cannot be."""


class BadRule(Misused):
    """A site's rule that cannot be."""


class NoDatabase(Misused):
    """The database cannot be reached or written."""

    exit_code = 4


class OldSchema(Misused):
    """The database's tables are of another version than this program's."""

    exit_code = 4


class Refused(NewscrawlError):
    """The story ends here on purpose; `reason` is a word for the ledger."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unresolved(NewscrawlError):
    """The link is kept for a later try; `reason` is a word for the ledger."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RobotsUnreachable(NewscrawlError):
    """The host's robots.txt cannot be had now, so nobody knows what may be asked."""


class Moved(NewscrawlError):
    """The host sent us to another one; `url` is where."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Blocked(NewscrawlError):
    """The host does not want us now; `sign` is how it said so, `seconds` for how long if it said."""

    def __init__(self, sign: str, *, seconds: float | None = None) -> None:
        super().__init__(sign)
        self.sign = sign
        self.seconds = seconds


class WorkerLost(NewscrawlError):
    """An extraction worker hung or died on a page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoWorker(WorkerLost):
    """No extraction worker starts on this machine now; the pages wait until that is mended."""

    def __init__(self) -> None:
        super().__init__("no_worker")
