"""ASGI's shapes as types, and the lifespan conversation around a context manager."""

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


async def live_through(context: AbstractAsyncContextManager[Any], receive: Receive, send: Send) -> None:
    """Answer the server's lifespan messages: enter `context` at start-up, leave it at shutdown.

    A failure to enter is told to the server, which then refuses to start and prints why.
    """
    await receive()
    try:
        await context.__aenter__()
    except Exception as error:
        await send({"type": "lifespan.startup.failed", "message": f"{type(error).__name__}: {error}"})
        raise
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await context.__aexit__(None, None, None)
    await send({"type": "lifespan.shutdown.complete"})


async def until_gone(receive: Receive) -> None:
    """Return when the client of an HTTP request has disconnected; call it only after the body is read."""
    while (await receive())["type"] != "http.disconnect":
        pass


def cut(send: Send) -> None:
    """End the connection at once, for a client that does not read.

    ASGI has no word for it, and uvicorn's way of closing waits until the client has read what is
    buffered, which a stalled one never does: so the transport behind uvicorn's `send` is aborted.
    Behind another server nothing happens here and the socket stays until that server lets go.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
