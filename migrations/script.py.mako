"""${message}.

The safety rule: a running service of the version before must go on working while this migration runs
and after it. So add before you use, and remove one release later; fill large tables in batches; build
indexes of large tables concurrently; never import from `app`. A column that is added to a versioned
table is added to its twin in schema `history` too, and `SELECT history.track('TABLE')` follows.
"""

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
