"""python -m newscrawl.extract FILE: the article in a file, or why there is none."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from newscrawl.reading import as_json, as_text, explained, read_page
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
    if arguments.explain:
        say("\n".join([*explained(html, url=arguments.url), ""]))
    reading = read_page(html, url=arguments.url)
    say(as_json(reading) if arguments.format == "json" else as_text(reading))
    return 0 if reading.article else _NO_ARTICLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m newscrawl.extract", description=__doc__)
    parser.add_argument("file", help="a page, or - for standard input")
    parser.add_argument("--url", help="where the page stands")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--explain", action="store_true", help="print the blocks with their chances too"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
