"""Where each fact of an article stood, how exact its date is, and whether it is free to read."""

import sqlalchemy as sa
from alembic import op

from newscrawl.store.columns import Document

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    precision = "exact, local (zone unknown), day"
    op.add_column("articles", sa.Column("published_precision", sa.Text(), comment=precision))
    free = "as the page declares; null where it does not"
    op.add_column("articles", sa.Column("free_access", sa.Boolean(), comment=free))
    stood = "field -> where its value stood"
    op.add_column("articles", sa.Column("provenance", Document, comment=stood))


def downgrade() -> None:
    op.drop_column("articles", "provenance")
    op.drop_column("articles", "free_access")
    op.drop_column("articles", "published_precision")
