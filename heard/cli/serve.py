"""`heard web` and `heard worker`: the parts alone, for more than one process or machine."""

import argparse
import os
import select
import signal
import sys
import threading
from typing import Any

from heard.cli import setup
from heard.cli.terminal import complain

WITH_PARENT = "--with-parent"


def add_to(commands: Any) -> None:
    """Adds both subcommands."""
    web = commands.add_parser("web", help="only the pages and the live names")
    web.set_defaults(run=lambda _arguments: pages())
    worker = commands.add_parser("worker", help="only the loops and the SMTP listener")
    worker.add_argument(WITH_PARENT, action="store_true", help=argparse.SUPPRESS)
    worker.set_defaults(run=lambda arguments: loops(with_parent=arguments.with_parent))


def pages() -> int:
    """Serves until SIGTERM or Ctrl-C."""
    setup.load_desk()
    # Deferred: needs Django loaded, and only this process needs the server.
    import uvicorn
    from django.conf import settings

    from heard.asgi import SERVER

    config = uvicorn.Config(
        "heard.asgi:application",
        host=settings.HTTP.host,
        port=settings.HTTP.port,
        log_config=None,  # its words go where ours go
        log_level="warning",
        server_header=False,
        proxy_headers=True,
        **SERVER,
    )
    server = uvicorn.Server(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        # As the server has it while it runs: it hears one that comes before, and raises it again when all is
        # done, while we still tidy up.
        signal.signal(number, server.handle_exit)
    try:
        server.run()
    except (
        SystemExit
    ):  # uvicorn's way of saying that it could not start; the reason stands above, in its words
        complain(
            f"The pages cannot be served on {settings.HTTP}. If it is in use, set HEARD_HTTP to another."
        )
        return 1
    return 0


def loops(*, with_parent: bool = False) -> int:
    """Runs the loops until SIGTERM or Ctrl-C; with a parent also until that goes, however it goes."""
    setup.load_desk()
    # Deferred: needs Django loaded.
    from django.conf import settings

    from heard.worker import Worker

    worker = Worker()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    if with_parent:  # it started us deaf; what reaches the whole group it tells us by its pipe
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    try:
        worker.start()
    except OSError as fault:
        complain(f"The SMTP listener cannot use {settings.SMTP}: {fault}. Set HEARD_SMTP to a free address.")
        os._exit(1)  # the listener's thread would keep a normal exit waiting
    while not stop.wait(0.0 if with_parent else 1.0):
        if with_parent and _parent_is_gone():
            break
    worker.stop()
    return 0


def _parent_is_gone() -> bool:
    """Waits up to a second at the pipe that only the parent holds: it ends when the parent does."""
    try:
        ready, _, _ = select.select([sys.stdin], [], [], 1.0)
    except InterruptedError:
        return False
    return bool(ready) and not os.read(sys.stdin.fileno(), 1)
