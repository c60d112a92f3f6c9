"""A real uvicorn in a thread on a free loopback port, and raw sockets to misbehave with."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


@contextmanager
def serving(app: Any, **settings: Any) -> Iterator[int]:
    """The port on which `app` is served until the block ends."""
    config = uvicorn.Config(app, port=0, log_level="warning", access_log=False, **settings)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


def wait_until(true: Callable[[], object], seconds: float = 10) -> None:
    """Return as soon as `true()` holds; fail the test when it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def sent(port: int, data: bytes) -> socket.socket:
    """A new connection with `data` already sent on it."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(data)
    return connection


def answer_to(port: int, data: bytes) -> bytes:
    """All that comes back for `data` until the server closes (so ask with `Connection: close`)."""
    with sent(port, data) as connection:
        return rest_of(connection)


def rest_of(connection: socket.socket) -> bytes:
    """Everything until the server closes."""
    return b"".join(iter(lambda: connection.recv(65536), b""))
