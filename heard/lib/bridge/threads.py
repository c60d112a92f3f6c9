"""A fixed number of threads for the app, a bounded queue before them, and nobody in it who has left."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from heard.lib.asgi import Receive, until_gone
from heard.lib.bridge.limits import Refused, Vanished

T = TypeVar("T")

FULL = "The desk is very busy just now. Please try again in a few seconds.\n"


class Threads:
    """Runs calls in `count` threads; `busy` and the length of `queue` say how it is doing.

    The thread that worked last works next: its connection to the database knows the plans and holds the pages
    that were just asked for, and those that a quiet desk does not need never open one.
    """

    def __init__(self, count: int, waiting: int) -> None:
        self.count = count
        self.waiting = waiting
        self.busy = 0
        self.queue: deque[asyncio.Future[None]] = deque()
        self._resting = [ThreadPoolExecutor(1, thread_name_prefix=f"page-{n}") for n in range(count)]
        self._all = tuple(self._resting)

    async def run(self, call: Callable[[], T], receive: Receive | None) -> T:
        """Run `call` in a thread and return what it returns.

        With `receive` the caller is a client: Refused (503) when the queue is full, Vanished when the
        client leaves it. Without, the call is housekeeping that must happen and waits as long as it takes.
        """
        if self.busy < self.count:
            self.busy += 1
        else:
            await self._wait(receive)
        thread = self._resting.pop()
        try:
            future = asyncio.get_running_loop().run_in_executor(thread, call)
        except BaseException:
            self._leave(thread)
            raise
        future.add_done_callback(lambda _: self._leave(thread))
        # Shielded: a cancelled caller does not end the thread, which stays busy until its call returns.
        return await asyncio.shield(future)

    async def _wait(self, receive: Receive | None) -> None:
        if receive is not None and len(self.queue) >= self.waiting:
            raise Refused(503, FULL, retry_after=5)
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.queue.append(place)
        gone = None if receive is None else asyncio.ensure_future(until_gone(receive))
        try:
            await asyncio.wait(
                {place} if gone is None else {place, gone}, return_when=asyncio.FIRST_COMPLETED
            )
            if gone is not None and gone.done():
                raise Vanished
        except BaseException:
            if place.done():
                self._pass_on()
            else:
                self.queue.remove(place)
            raise
        finally:
            if gone is not None:
                gone.cancel()

    def _leave(self, thread: ThreadPoolExecutor) -> None:
        """Let the thread rest, and the next in the queue take one."""
        self._resting.append(thread)
        self._pass_on()

    def _pass_on(self) -> None:
        """The right to a thread goes to the next in the queue, or back."""
        if self.queue:
            self.queue.popleft().set_result(None)
        else:
            self.busy -= 1

    async def close(self) -> None:
        """Wait until the running calls have ended; none begins after this."""
        for thread in self._all:
            await asyncio.to_thread(thread.shutdown)
