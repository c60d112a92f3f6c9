"""The one ASGI callable: pages go through the bridge, /live goes to the hub, start and stop go to both."""

import asyncio
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils.module_loading import import_string

from heard.lib.asgi import Receive, Scope, Send, live_through
from heard.lib.bridge import Bridge, Limits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.settings")
pages = get_wsgi_application()

# After Django is set up: these know its tables.
from heard.live import watch  # noqa: E402
from heard.live.hub import Hub  # noqa: E402
from heard.live.lists import Listing, Make, Wish  # noqa: E402
from heard.web import viewers  # noqa: E402

logger = logging.getLogger(__name__)

Round = Callable[[set[Wish]], dict[Wish, Listing]]  # makes some lists at a time, and keeps what they share

# A page thread that computes keeps the loop waiting for one switch interval each time the loop wants to run.
# With Python's 5 ms, names reached an open page in 3.7 ms beside four busy page threads (99 of 100 within
# 33 ms); with 1 ms in 1.5 ms (12 ms), and the pages were no slower.
sys.setswitchinterval(0.001)

# Modules and tables live as long as the process, so the collector need not look at them again and again; what
# a page leaves behind is freed without it. Looking a tenth as often, a list takes a tenth less processor.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)

# How uvicorn should serve `application`. Compression costs each open page about 35 kB of memory for messages
# of 30 bytes. Downloads still on their way do not hold up a stop for longer than the grace.
SERVER: dict[str, Any] = {
    "lifespan": "on",
    "ws_per_message_deflate": False,
    "ws_max_size": 128 * 1024,
    "timeout_graceful_shutdown": 5,
    "access_log": False,
}


class Site:
    """Pages and live names of one web process."""

    def __init__(self) -> None:
        limits = Limits(
            threads=settings.PAGE_THREADS,
            body_bytes=settings.MAIL_BYTES,
            spool_dir=str(settings.HOME),
            problems="/api/",
        )
        self.bridge = Bridge(pages, limits)
        self.hub = Hub(self._who, begin=self._begin)
        self._round: Callable[[], Round] = import_string(settings.LIVE_LISTS)
        # Of its own, so that a thousand pages that reconnect at once do not stand before those who click.
        self._door = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._press = ThreadPoolExecutor(1, thread_name_prefix="lists")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live_through(self._open(), receive, send)
        elif scope["type"] == "websocket" and scope["path"] == "/live":
            await self.hub(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close"})
        else:
            await self.bridge(scope, receive, send)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        async with self.bridge.open():
            following = asyncio.create_task(self._follow())
            try:
                yield
            finally:
                following.cancel()
                with suppress(asyncio.CancelledError):
                    await following
                self._door.shutdown(wait=False)
                self._press.shutdown(wait=False)

    async def _follow(self) -> None:
        """Pass on what the database says for as long as the process lives."""
        while True:
            try:
                async for names in watch.changes():
                    self.hub.tell(names)
            except Exception:  # whatever it is, pages must not stop hearing for good
                logger.exception("live names: watching the database failed; trying again in 5 seconds")
            await asyncio.sleep(5)

    def _begin(self) -> Make:
        making = self._round()

        async def make(wishes: set[Wish]) -> dict[Wish, Listing]:
            return await asyncio.get_running_loop().run_in_executor(self._press, _made, making, wishes)

        return make

    async def _who(self, scope: Scope) -> str | None:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._door, viewers.viewer_in, scope["headers"])
        except DatabaseError:
            logger.warning(
                "live names: the database is away, so a page could not be let in; it will try again"
            )
            return None


def _made(making: Round, wishes: set[Wish]) -> dict[Wish, Listing]:
    """In the thread of the lists, whose connections are tidied as a request would."""
    close_old_connections()
    try:
        return making(wishes)
    finally:
        close_old_connections()


application = Site()
