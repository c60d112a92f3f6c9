"""What a browser does while hostile mail is read: everything that would show that an attack got through."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import BrowserContext, Error, Frame, Page

VIEW = "heard_view"  # the inbox remembers by it which view was open
# What none of our pages brings into the frame, whatever the mail was.
FOREIGN = (
    "script, iframe, frame, object, embed, applet, form, input, button, select, textarea, base, svg, math,"
    " video, audio, source, track, template, dialog, [id], [class], [srcset], [background], [ping]"
)
LOOK = f"""() => {{
    const inFrame = window === top ? [] : [...document.querySelectorAll("*")];
    const handles = (one) => one.getAttributeNames().some((name) => name.startsWith("on"));
    const brought = inFrame.filter((one) => one.matches({FOREIGN!r}) || handles(one));
    const ran = window.__hacked === undefined ? [] : ["a script ran"];
    return [...ran, ...brought.map((one) => one.outerHTML)];
}}"""
OVERFLOW = """() => ["html", ".column", ".said", ".talk", ".head", ".as-sent", ".page"]
    .flatMap((name) => [...document.querySelectorAll(name)].map((one) => [name, one]))
    .filter(([, one]) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map(([name, one]) => `${name} is ${one.scrollWidth - one.clientWidth} px too wide`)"""


class Far:
    """The attacker's side: a proxy for all of the browser's traffic but the desk's. It answers nothing."""

    def __init__(self) -> None:
        self._line = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._line.getsockname()[1])
        self.asked: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._line.accept()
                with connection:
                    connection.settimeout(5)
                    with suppress(OSError):
                        self.asked.append(connection.recv(300).partition(b"\r\n")[0].decode("latin-1"))

    def close(self) -> None:
        """Listens no more."""
        self._line.close()


class Watch:
    """Everything suspicious in one browser since the last look."""

    def __init__(self, window: BrowserContext, desk: str, far: Far) -> None:
        self._window, self._desk, self._far = window, desk, far
        self._seen: list[str] = []
        self._cookies = self._cookies_now()
        far.asked.clear()  # what an earlier test wanted
        window.on("request", lambda request: self._ask(request.url))
        window.on("page", self._attend)

    def _attend(self, page: Page) -> None:
        page.on("console", lambda said: self._note(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda fault: self._note(f"fault: {fault}"))
        page.on("dialog", lambda dialog: (self._note(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("download", lambda download: self._note(f"download: {download.url}"))
        page.on("popup", lambda other: self._note(f"popup: {other.url}"))

    def _note(self, what: str) -> None:
        self._seen.append(what[:200])

    def _ask(self, url: str) -> None:
        if not url.startswith((f"{self._desk}/", "data:")):
            self._note(f"request: {url}")

    def _cookies_now(self) -> set[tuple[str, str]]:
        return {(one["name"], one["value"]) for one in self._window.cookies() if one["name"] != VIEW}

    def seen(self, page: Page) -> list[str]:
        """What happened since the last look, and what stands in the frames of `page` just now."""
        for frame in page.frames:
            self._seen += _inside(frame)
        self._seen += [f"{page.viewport_size}: {what}" for what in page.evaluate(OVERFLOW)]
        self._seen += [f"traffic: {line}" for line in self._far.asked if "canary" in line]
        if self._cookies_now() != self._cookies:
            self._note("the cookies changed")
        seen, self._seen = self._seen, []
        self._far.asked.clear()
        return seen


def _inside(frame: Frame) -> list[str]:
    try:
        return [str(one)[:200] for one in frame.evaluate(LOOK)]
    except Error as fault:
        return [f"a frame could not be looked into: {fault}"]


@contextmanager
def far_side() -> Iterator[Far]:
    """The attacker's side, until the block ends."""
    far = Far()
    try:
        yield far
    finally:
        far.close()
