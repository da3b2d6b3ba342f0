"""The lock pins what requirements.txt asks for, by hash, and nothing of the machine it was made on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text()
PINS = re.findall(
    r"^(?P<pin>[\w.\[\]-]+==\S+)(?P<marker> ;[^\\]+)?(?P<hashes>(?: \\\n {4}--hash=sha256:[0-9a-f]{64})*)$",
    LOCK,
    re.MULTILINE,
)


def wanted() -> list[Requirement]:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    bare = [line.partition("#")[0].strip() for line in lines]
    return [Requirement(line) for line in bare if line]


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_what_a_crawl_needs_is_pinned_to_a_version_it_may_have(requirement: Requirement) -> None:
    pins = [pin.split("==") for pin, _, _ in PINS]

    versions = [version for name, version in pins if name.partition("[")[0] == requirement.name]

    assert versions, "run `make lock`"
    assert all(requirement.specifier.contains(version) for version in versions), "run `make lock`"


def test_every_pin_has_a_hash() -> None:
    assert len(PINS) > 30
    assert [pin for pin, _, hashes in PINS if not hashes] == []


def test_the_lock_is_made_of_pins_and_comments_alone() -> None:
    rest = [
        line
        for line in LOCK.splitlines()
        if not re.match(r"(?:    )?#|[\w.\[\]-]+==|    --hash=sha256:[0-9a-f]{64}( \\)?$", line)
    ]

    assert rest == [], "no index, no path, no link: `make lock` writes none"
