"""Sites' files for a day, hosts that fail and those of one owner, and what articles are not for."""

import sqlalchemy as sa
from alembic import op

from newscrawl.store.columns import Document, Moment
from newscrawl.urls import owner_of

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_files",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="empty where there is none"),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_site_files"),
    )
    op.create_index("ix_site_files_asked_at", "site_files", ["asked_at"])
    failures = sa.Column("failures", sa.Integer(), nullable=False, server_default="0")
    op.add_column("hosts", failures)
    free = "others of its owner are not to be asked before"
    op.add_column("hosts", sa.Column("free_at", Moment(), comment=free))
    op.add_column("hosts", sa.Column("owner", sa.Text(), comment="the registered domain"))
    _name_owners()
    op.create_index("ix_hosts_owner", "hosts", ["owner"])
    said = "what the page is not for, and where that was said"
    op.add_column("articles", sa.Column("opt_outs", Document, comment=said))


def downgrade() -> None:
    op.drop_column("articles", "opt_outs")
    op.drop_index("ix_hosts_owner", "hosts")
    op.drop_column("hosts", "owner")
    op.drop_column("hosts", "free_at")
    op.drop_column("hosts", "failures")
    op.drop_table("site_files")


def _name_owners() -> None:
    hosts = sa.table("hosts", sa.column("host"), sa.column("owner"))
    connection = op.get_bind()
    names = connection.scalars(sa.select(hosts.c.host)).all()
    if names:
        connection.execute(
            sa.update(hosts)
            .where(hosts.c.host == sa.bindparam("b_host"))
            .values(owner=sa.bindparam("b_owner")),
            [{"b_host": name, "b_owner": owner_of(name)} for name in names],
        )
