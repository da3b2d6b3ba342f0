"""The tables, one definition for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

from newscrawl.store.columns import Document, Key, Moment, Number

State = Literal["discovered", "resolved", "stored", "duplicate", "refused", "failed"]
WAITING: tuple[State, ...] = ("discovered", "resolved")
ENDED: tuple[State, ...] = ("stored", "duplicate", "refused", "failed")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

crawls = sa.Table(
    "crawls",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("spider", sa.Text, nullable=False),
    sa.Column("arguments", Document, nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("outcome", sa.Text, comment="why it ended; null while it runs or when it was killed"),
    sa.Column("exit_code", sa.Integer),
    sa.Column("counts", Document, comment="what this crawl discovered, resolved, fetched, ..."),
)

links = sa.Table(
    "links",
    metadata,
    sa.Column("key", Key, primary_key=True, comment="fingerprint of the URL or of Google's token"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("host", sa.Text, nullable=False, comment="whom to ask next"),
    sa.Column("url", sa.Text, nullable=False, comment="as it was found"),
    sa.Column("target", sa.Text, comment="the publisher's URL, once it is known"),
    sa.Column("target_key", Key),
    sa.Column("amp_url", sa.Text),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("publisher", sa.Text, nullable=False),
    sa.Column("publisher_host", sa.Text, nullable=False),
    sa.Column("published_at", Moment),
    sa.Column("published_day_only", sa.Boolean, nullable=False),
    sa.Column("source", Document, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("hops", sa.Integer, nullable=False, server_default="0"),
    sa.Column("due_at", Moment, comment="when to try (again); null once the link has ended"),
    sa.Column("discovered_at", Moment, nullable=False),
    sa.Column("resolved_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("article", Key, comment="the article it became, or is another address of"),
    sa.Column("crawl", Number, comment="the crawl that found it"),
    sa.Index(
        "ix_links_due",
        "host",
        "due_at",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    ),
    sa.Index("ix_links_target_key", "target_key"),
    sa.Index("ix_links_state", "state", "reason"),
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("key", Key, primary_key=True, comment="fingerprint of the article's URL"),
    sa.Column("link", Key, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("authors", Document, nullable=False),
    sa.Column("published_at", Moment),
    sa.Column("published_precision", sa.Text, comment="exact, local (zone unknown), day"),
    sa.Column("modified_at", Moment),
    sa.Column("language", sa.Text),
    sa.Column("publisher", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("image", sa.Text),
    sa.Column("section", sa.Text, nullable=False),
    sa.Column("tags", Document, nullable=False),
    sa.Column("canonical_url", sa.Text),
    sa.Column("free_access", sa.Boolean, comment="as the page declares; null where it does not"),
    sa.Column("fetched_at", Moment, nullable=False),
    sa.Column("source", Document, nullable=False),
    sa.Column("provenance", Document, comment="field -> where its value stood"),
    sa.Column("opt_outs", Document, comment="what the page is not for, and where that was said"),
    sa.Column("crawl", Number),
    sa.Index("ix_articles_published_at", "published_at"),
    sa.Index("ix_articles_fetched_at", "fetched_at"),
)

article_keys = sa.Table(
    "article_keys",
    metadata,
    sa.Column("key", Key, primary_key=True, comment="fingerprint of any address of the article"),
    sa.Column("article", Key, nullable=False, index=True),
)

resolutions = sa.Table(
    "resolutions",
    metadata,
    sa.Column("key", Key, primary_key=True, comment="the link's: fingerprint of Google's token"),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("url_key", Key, nullable=False),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("amp_url", sa.Text),
    sa.Column("resolved_at", Moment, nullable=False),
)

hosts = sa.Table(
    "hosts",
    metadata,
    sa.Column("host", sa.Text, primary_key=True),
    sa.Column("next_at", Moment, nullable=False, comment="not to be asked before"),
    sa.Column("worker", sa.Text, comment="the crawl that holds the lease"),
    sa.Column("lease_until", Moment),
    sa.Column("blocks", sa.Integer, nullable=False, server_default="0"),  # in a row
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),  # in a row
    sa.Column("free_at", Moment, comment="others of its owner are not to be asked before"),
    sa.Column("owner", sa.Text, comment="the registered domain"),
    sa.Index("ix_hosts_owner", "owner"),
)

site_files = sa.Table(
    "site_files",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False, comment="empty where there is none"),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Index("ix_site_files_asked_at", "asked_at"),
)

sightings = sa.Table(
    "sightings",
    metadata,
    sa.Column("link", Key, primary_key=True),
    sa.Column("feed", Key, primary_key=True, comment="fingerprint of the feed that named it too"),
    sa.Column("source", Document, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)

feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("key", Key, primary_key=True, comment="fingerprint of what is asked"),
    sa.Column("kind", sa.Text, nullable=False, comment="googlenews, feed, sitemap, publisher"),
    sa.Column("what", sa.Text, nullable=False, comment="in words, for a report"),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("next_at", Moment, nullable=False, comment="when it is due again"),
    sa.Column("interval", sa.Float, nullable=False, comment="seconds; shorter where much is new"),
    sa.Column("answer", sa.Text, nullable=False, comment="ok, unchanged, or what went wrong"),
    sa.Column("items", sa.Integer, nullable=False, comment="of the last answer that had any"),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_key", Key, comment="fingerprint of the last body: ETags lie"),
    sa.Column("hub", sa.Text, comment="where the feed could be subscribed to (WebSub)"),
    sa.Column(
        "position", Number, nullable=False, comment="how many records of an archive are done"
    ),
    sa.Index("ix_feeds_next_at", "next_at"),
)

windows = sa.Table(
    "windows",
    metadata,
    sa.Column("key", Key, primary_key=True, comment="fingerprint of query, edition and window"),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("start_day", sa.Date, nullable=False),
    sa.Column("end_day", sa.Date, nullable=False),
    sa.Column("hours", sa.Integer, comment="a window of so many hours before it was asked"),
    sa.Column("since", Moment, comment="what was older was dropped; null: nothing was"),
    sa.Column("until", Moment, comment="what was this new or newer was dropped; null: nothing was"),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column(
        "verdict", sa.Text, nullable=False, comment="complete, split, saturated, empty, blocked"
    ),
    sa.Column("items", sa.Integer, nullable=False),
    sa.Column("new", sa.Integer, nullable=False),
    sa.Index("ix_windows_query", "query", "edition"),
)
