"""python -m newscrawl.extract FILE: the article in a file, or why there is none."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from newscrawl.reading import explain, printed, read_page
from newscrawl.terminal import complain, say

_NO_ARTICLE = 3


def main() -> int:
    arguments = _parser().parse_args()
    try:
        html = (
            sys.stdin.buffer.read() if arguments.file == "-" else Path(arguments.file).read_bytes()
        )
    except OSError as error:
        complain(f"{arguments.file}: {error.strerror}; name a file, or - for standard input")
        return 2
    reading = read_page(html, url=arguments.url)
    explanation = explain(html, url=arguments.url) if arguments.explain else None
    say(printed(reading, explanation, form=arguments.format))
    return 0 if reading.article else _NO_ARTICLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m newscrawl.extract", description=__doc__)
    parser.add_argument("file", help="a page, or - for standard input")
    parser.add_argument("--url", help="where the page stands")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--explain", action="store_true", help="print the blocks too, why each is told or not"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
