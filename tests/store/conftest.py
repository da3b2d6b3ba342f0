"""What the store's tests share: an opened database, and work done in transactions of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newscrawl.store.database import open_database
from tests.store.samples import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Each database in turn."""
    opened = open_database(database_url)
    yield Desk(opened)
    opened.dispose()


@pytest.fixture
def postgres_desk(postgres_url: str) -> Iterator[Desk]:
    opened = open_database(postgres_url)
    yield Desk(opened)
    opened.dispose()
