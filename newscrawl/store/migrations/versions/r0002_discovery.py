"""What discovery remembers: other sightings of a link, feeds and when they are due, time windows."""

import sqlalchemy as sa
from alembic import op

from newscrawl.store.columns import Document, Key, Moment, Number

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Every way an article was found, whichever of its links came first.
SOURCES = """
CREATE VIEW article_sources AS
SELECT article, source FROM links WHERE article IS NOT NULL
UNION
SELECT links.article, sightings.source
FROM sightings JOIN links ON links.key = sightings.link WHERE links.article IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("key", Key(), nullable=False, comment="fingerprint of what is asked"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="googlenews, feed, sitemap, publisher"
        ),
        sa.Column("what", sa.Text(), nullable=False, comment="in words, for a report"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False, comment="when it is due again"),
        sa.Column(
            "interval", sa.Float(), nullable=False, comment="seconds; shorter where much is new"
        ),
        sa.Column("answer", sa.Text(), nullable=False, comment="ok, unchanged, or what went wrong"),
        sa.Column("items", sa.Integer(), nullable=False, comment="of the last answer that had any"),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("body_key", Key(), comment="fingerprint of the last body: ETags lie"),
        sa.Column("hub", sa.Text(), comment="where the feed could be subscribed to (WebSub)"),
        sa.Column(
            "position",
            Number,
            nullable=False,
            comment="how many records of an archive are done",
        ),
        sa.PrimaryKeyConstraint("key", name="pk_feeds"),
    )
    op.create_index("ix_feeds_next_at", "feeds", ["next_at"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("link", Key(), nullable=False),
        sa.Column(
            "feed", Key(), nullable=False, comment="fingerprint of the feed that named it too"
        ),
        sa.Column("source", Document, nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("link", "feed", name="pk_sightings"),
    )
    op.create_table(
        "windows",
        sa.Column("key", Key(), nullable=False, comment="fingerprint of query, edition and window"),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("hours", sa.Integer(), comment="a window of so many hours before it was asked"),
        sa.Column("since", Moment(), comment="what was older was dropped; null: nothing was"),
        sa.Column(
            "until", Moment(), comment="what was this new or newer was dropped; null: nothing was"
        ),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column(
            "verdict",
            sa.Text(),
            nullable=False,
            comment="complete, split, saturated, empty, blocked",
        ),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_windows"),
    )
    op.create_index("ix_windows_query", "windows", ["query", "edition"], unique=False)
    op.add_column("hosts", sa.Column("blocks", sa.Integer(), nullable=False, server_default="0"))
    op.execute(SOURCES)


def downgrade() -> None:
    op.execute("DROP VIEW article_sources")
    op.drop_column("hosts", "blocks")
    op.drop_index("ix_windows_query", table_name="windows")
    op.drop_table("windows")
    op.drop_table("sightings")
    op.drop_index("ix_feeds_next_at", table_name="feeds")
    op.drop_table("feeds")
