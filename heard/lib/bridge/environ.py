"""A WSGI environ out of an ASGI scope (PEP 3333): text in it is bytes read as latin-1."""

import sys
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from heard.lib.asgi import Headers, Scope


class FileWrapper:
    """`wsgi.file_wrapper`: marks a response that is one file, so that it can be sent without a thread."""

    def __init__(self, file: IO[bytes], block_size: int = 8192) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> "FileWrapper":
        return self

    def __next__(self) -> bytes:
        if block := self.file.read(self.block_size):
            return block
        raise StopIteration

    def close(self) -> None:
        """Close the file, and with it whatever the app has hung on it (Django: its response)."""
        self.file.close()


def environ_of(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """The environ of one request whose whole body is in `body` and has `size` bytes."""
    server, port = scope.get("server") or ("localhost", None)
    client, client_port = scope.get("client") or ("", 0)
    root = scope.get("root_path", "")
    return {
        **header_variables(scope["headers"]),
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root.encode().decode("latin-1"),
        "PATH_INFO": path_below(scope, root),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "CONTENT_LENGTH": str(size) if size else "",
        "SERVER_NAME": server,
        "SERVER_PORT": str(port or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": client,
        "REMOTE_PORT": str(client_port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }


def path_below(scope: Scope, root: str) -> str:
    """The path below `root`, from the raw bytes: the server's text has lost what was not UTF-8."""
    raw = scope.get("raw_path")
    path = unquote_to_bytes(raw) if raw is not None else scope["path"].encode()
    return path.removeprefix(root.encode()).decode("latin-1")


def header_variables(headers: Headers) -> dict[str, str]:
    """HTTP_* variables; repeated headers joined, the body's own framing left out.

    A name with an underscore is dropped: `X_Real_Ip` would be taken for `X-Real-Ip`, which a proxy
    in front may vouch for (nginx and Django's own server drop it for the same reason).
    """
    found: dict[str, str] = {}
    for raw, value in headers:
        if b"_" in raw or raw in {b"content-length", b"transfer-encoding"}:
            continue
        name = raw.decode("latin-1").upper().replace("-", "_")
        name = name if name == "CONTENT_TYPE" else "HTTP_" + name
        text = value.decode("latin-1")
        joint = "; " if name == "HTTP_COOKIE" else ","
        found[name] = f"{found[name]}{joint}{text}" if name in found else text
    return found
