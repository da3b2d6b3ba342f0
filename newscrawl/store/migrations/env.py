"""How Alembic runs here: on the connection it is handed, never one of its own."""

from alembic import context

from newscrawl.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
