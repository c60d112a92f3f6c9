"""What does a customer see in the company's own site? At another origin, with the desk's script."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

LINKED = (
    '<script src="{desk}/help/embed.js" data-as="link" data-words="Tell us" data-about="praise"></script>'
)
FRAMED = '<script src="{desk}/help/embed.js" async></script>'


class Shop(BaseHTTPRequestHandler):
    """A site whose first page includes the form of the desk at `desk`, and whose page /link a link to it."""

    desk: ClassVar[str] = ""

    def do_GET(self) -> None:
        """The page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        script = (LINKED if self.path == "/link" else FRAMED).format(desk=self.desk)
        self.wfile.write(f"<!doctype html><title>Shop</title><body>{script}".encode())

    def log_message(self, *_said: object) -> None:
        """Says nothing."""


@contextmanager
def shop_of(desk: str) -> Iterator[str]:
    """Where the site is, until the block ends."""
    Shop.desk = desk
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
