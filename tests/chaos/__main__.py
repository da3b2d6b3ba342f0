"""make chaos: how many stories are lost when everything goes wrong; exit code 1 unless none is."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.rounds import Account, run

KINDS = ("sqlite", "postgresql")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--stories", type=int, default=2000, help="on each database")
    parser.add_argument("--faults", type=int, default=50, help="on each database")
    parser.add_argument("--database", choices=KINDS, action="append", help="both are the default")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    accounts = []
    for kind in chosen.database or KINDS:
        with tempfile.TemporaryDirectory(prefix="newscrawl-chaos-") as folder:
            account = run(
                Path(folder),
                kind,
                stories=chosen.stories,
                faults=chosen.faults,
                seed=chosen.seed,
                say=lambda line: print(line, file=sys.stderr, flush=True),
            )
        print("\n".join(account.lines()), flush=True)
        accounts.append(account)
    return 0 if all(map(_is_well, accounts)) else 1


def _is_well(account: Account) -> bool:
    return not (account.lost or account.twice or account.wrong)


if __name__ == "__main__":
    sys.exit(main())
