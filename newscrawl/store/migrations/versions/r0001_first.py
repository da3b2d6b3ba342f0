"""The first tables: links, articles and their keys, resolutions, hosts, crawls."""

import sqlalchemy as sa
from alembic import op

from newscrawl.store.columns import Document, Key, Moment, Number

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_keys",
        sa.Column(
            "key", Key(), nullable=False, comment="fingerprint of any address of the article"
        ),
        sa.Column("article", Key(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_article_keys"),
    )
    op.create_index("ix_article_keys_article", "article_keys", ["article"], unique=False)
    op.create_table(
        "articles",
        sa.Column("key", Key(), nullable=False, comment="fingerprint of the article's URL"),
        sa.Column("link", Key(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("authors", Document, nullable=False),
        sa.Column("published_at", Moment()),
        sa.Column("modified_at", Moment()),
        sa.Column("language", sa.Text()),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("image", sa.Text()),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("tags", Document, nullable=False),
        sa.Column("canonical_url", sa.Text()),
        sa.Column("fetched_at", Moment(), nullable=False),
        sa.Column("source", Document, nullable=False),
        sa.Column("crawl", Number),
        sa.PrimaryKeyConstraint("key", name="pk_articles"),
    )
    op.create_index("ix_articles_fetched_at", "articles", ["fetched_at"], unique=False)
    op.create_index("ix_articles_published_at", "articles", ["published_at"], unique=False)
    op.create_table(
        "crawls",
        sa.Column("id", Number, nullable=False),
        sa.Column("spider", sa.Text(), nullable=False),
        sa.Column("arguments", Document, nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment()),
        sa.Column(
            "outcome", sa.Text(), comment="why it ended; null while it runs or when it was killed"
        ),
        sa.Column("exit_code", sa.Integer()),
        sa.Column("counts", Document, comment="what this crawl discovered, resolved, fetched, ..."),
        sa.PrimaryKeyConstraint("id", name="pk_crawls"),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False, comment="not to be asked before"),
        sa.Column("worker", sa.Text(), comment="the crawl that holds the lease"),
        sa.Column("lease_until", Moment()),
        sa.PrimaryKeyConstraint("host", name="pk_hosts"),
    )
    op.create_table(
        "links",
        sa.Column(
            "key", Key(), nullable=False, comment="fingerprint of the URL or of Google's token"
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("host", sa.Text(), nullable=False, comment="whom to ask next"),
        sa.Column("url", sa.Text(), nullable=False, comment="as it was found"),
        sa.Column("target", sa.Text(), comment="the publisher's URL, once it is known"),
        sa.Column("target_key", Key()),
        sa.Column("amp_url", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("publisher_host", sa.Text(), nullable=False),
        sa.Column("published_at", Moment()),
        sa.Column("published_day_only", sa.Boolean(), nullable=False),
        sa.Column("source", Document, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("hops", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", Moment(), comment="when to try (again); null once the link has ended"),
        sa.Column("discovered_at", Moment(), nullable=False),
        sa.Column("resolved_at", Moment()),
        sa.Column("ended_at", Moment()),
        sa.Column("article", Key(), comment="the article it became, or is another address of"),
        sa.Column("crawl", Number, comment="the crawl that found it"),
        sa.PrimaryKeyConstraint("key", name="pk_links"),
    )
    op.create_index(
        "ix_links_due",
        "links",
        ["host", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_links_state", "links", ["state", "reason"], unique=False)
    op.create_index("ix_links_target_key", "links", ["target_key"], unique=False)
    op.create_table(
        "resolutions",
        sa.Column(
            "key", Key(), nullable=False, comment="the link's: fingerprint of Google's token"
        ),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", Key(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("amp_url", sa.Text()),
        sa.Column("resolved_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_resolutions"),
    )


def downgrade() -> None:
    op.drop_table("resolutions")
    op.drop_index("ix_links_target_key", table_name="links")
    op.drop_index("ix_links_state", table_name="links")
    op.drop_index(
        "ix_links_due",
        table_name="links",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.drop_table("links")
    op.drop_table("hosts")
    op.drop_table("crawls")
    op.drop_index("ix_articles_published_at", table_name="articles")
    op.drop_index("ix_articles_fetched_at", table_name="articles")
    op.drop_table("articles")
    op.drop_index("ix_article_keys_article", table_name="article_keys")
    op.drop_table("article_keys")
