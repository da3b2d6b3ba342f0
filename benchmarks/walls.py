"""How often real stories are taken for walls: python benchmarks/walls.py --data DIR

Every page of DIR (see gold.py) is a page with a story, so that every alarm but a rare true one is false.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import argparse
from collections import Counter

import gold

from newscrawl.extract.article import extract
from newscrawl.fetch.shells import needs_javascript
from newscrawl.fetch.walls import wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of data sets, see gold.py")
    pages = [page for each in gold.data_sets(parser.parse_args().data).values() for page in each]
    alarms: Counter[str] = Counter()
    for page in pages:
        url = page.get("url") or "https://unknown.example/story"
        reason = wall(asked=url, url=url, html=page["html"])
        if not reason and needs_javascript(page["html"]):
            reason = "needs_javascript"
        if reason:
            print(f"{reason:18} {page['id']}")
            alarms[reason] += 1
        found = extract(page["html"].encode(), encoding="utf-8", url=url)
        if found.provenance.get("free_access") == "dom" and found.free_access is False:
            print(f"{'cut short':18} {page['id']}  ...{found.text[-60:]!r}")
            alarms["cut short"] += 1
    for reason, count in alarms.most_common():
        print(f"{reason:18} {count:5} of {len(pages)} pages, {count / len(pages):.2%}")


if __name__ == "__main__":
    main()
