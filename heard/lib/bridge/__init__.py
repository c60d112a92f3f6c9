"""Serve a WSGI app inside an ASGI server: no slow client ever holds one of its threads."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from wsgiref.types import WSGIApplication

from heard.lib.asgi import Receive, Scope, Send, cut, live_through
from heard.lib.bridge.answers import Answer, call, refusal
from heard.lib.bridge.bodies import Bodies
from heard.lib.bridge.environ import environ_of
from heard.lib.bridge.limits import Limits, Refused, Vanished
from heard.lib.bridge.sending import send_answer
from heard.lib.bridge.threads import Threads

__all__ = ["Bridge", "Limits"]


class Bridge:
    """An ASGI app around a WSGI app.

    A request passes three places and holds a thread only in the second: its body is taken (`bodies`),
    the app is called (`threads`), the answer is sent. `sending` counts the clients in the third.
    """

    def __init__(self, app: WSGIApplication, limits: Limits | None = None) -> None:
        self.app = app
        self.limits = limits or Limits()
        # Two threads that only read and write temporary files and downloads, a chunk at a time.
        self.disk = ThreadPoolExecutor(2, thread_name_prefix="disk")
        self.bodies = Bodies(self.limits, self.disk)
        self.threads = Threads(self.limits.threads, self.limits.waiting)
        self.sending = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live_through(self.open(), receive, send)
            return
        if scope["type"] != "http":
            raise ValueError(f"the bridge serves HTTP, not {scope['type']}")
        try:
            await self._serve(scope, receive, send)
        except asyncio.CancelledError:
            # The server stops and its grace is over. Not raised further: uvicorn would log a fault for each
            # client that was still reading. The pause lets it see that the connection has ended.
            cut(send)
            await asyncio.sleep(0)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """The time in which requests are served; at its end the running calls are waited for."""
        try:
            yield
        finally:
            await self.threads.close()
            self.disk.shutdown(wait=False)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answer(scope, receive)
        except Vanished:
            return
        except Refused as refused:
            below = self.limits.problems
            answer = refusal(refused, in_json=below is not None and scope["path"].startswith(below))
        await self._send(answer, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        body = await self.bodies.take(scope["headers"], receive)
        environ = environ_of(scope, body.file, body.size)
        try:
            answer = await self.threads.run(partial(call, self.app, environ, self.limits.spool_dir), receive)
        except (Vanished, Refused):
            body.release()
            raise
        # Not in a `finally`: when this task is cancelled the call goes on in its thread and still reads.
        body.release()
        return answer

    async def _send(self, answer: Answer, receive: Receive, send: Send) -> None:
        self.sending += 1
        try:
            await send_answer(answer, receive, send, disk=self.disk, patience=self.limits.send_seconds)
        finally:
            self.sending -= 1
            if answer.close is not None:
                # In a page thread: the app's own tidying (Django's database connections) belongs there.
                await self.threads.run(answer.close, None)
