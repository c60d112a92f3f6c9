"""Send an answer at the client's pace: a stalled download holds a file handle, never a thread."""

import asyncio
import logging
from concurrent.futures import Executor

from heard.lib.asgi import Message, Receive, Send, cut, until_gone
from heard.lib.bridge.answers import Answer
from heard.lib.bridge.limits import KIB

logger = logging.getLogger(__name__)

CHUNK = 128 * KIB


async def send_answer(
    answer: Answer, receive: Receive, send: Send, *, disk: Executor, patience: float
) -> None:
    """Send it all, or stop when the client left or took nothing for `patience` seconds."""
    start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
    try:
        async with asyncio.timeout(patience):
            await send(start)
            if answer.file is None and len(answer.body) <= CHUNK:
                await send({"type": "http.response.body", "body": answer.body})
                return
        await _send_chunks(answer, receive, send, disk=disk, patience=patience)
    except TimeoutError:
        logger.info("a client took nothing for %g s; its download was dropped", patience)
        cut(send)


async def _send_chunks(
    answer: Answer, receive: Receive, send: Send, *, disk: Executor, patience: float
) -> None:
    # The server swallows what is sent to a client that left: without this a 25 MB file is read for nobody.
    gone = asyncio.ensure_future(until_gone(receive))
    try:
        at, left = 0, content_length(answer)
        while not gone.done() and left != 0:
            chunk = await _chunk(answer, at, disk)
            at += len(chunk)
            if not chunk:
                break
            if left is not None:
                chunk = chunk[:left]
                left -= len(chunk)
            async with asyncio.timeout(patience):
                await send(part(chunk, more=True))
        if left:
            if not gone.done():
                logger.error("a file became shorter while it was sent; %d bytes are missing", left)
                cut(send)
            return
        async with asyncio.timeout(patience):
            await send(part(b"", more=False))
    finally:
        gone.cancel()


async def _chunk(answer: Answer, at: int, disk: Executor) -> bytes:
    if answer.file is None:
        return answer.body[at : at + CHUNK]
    return await asyncio.get_running_loop().run_in_executor(disk, answer.file.read, CHUNK)


def content_length(answer: Answer) -> int | None:
    """The announced length of the answer in bytes, None when it goes in chunks."""
    return next((int(value) for name, value in answer.headers if name == b"content-length"), None)


def part(chunk: bytes, *, more: bool) -> Message:
    """One ASGI message of the body."""
    return {"type": "http.response.body", "body": chunk, "more_body": more}
