"""Keys in files, letters as bytes, limits that were met, decisions about clusters."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of the SQL file beside this one; `ingest` groups what stands anew (its recipe is another one)."""
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n\n"):
        op.execute(statement)
