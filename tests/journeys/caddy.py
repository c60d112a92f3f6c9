"""A private Caddy on loopback with the page that we ship, deploy/Caddyfile."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.desk import ROOT, free_port

PROGRAM = shutil.which("caddy") or ""
PAGE = (ROOT / "deploy" / "Caddyfile").read_text()
AROUND = "\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n"
NAME = "desk.example.com"


@contextmanager
def before(ports: tuple[int, int], folder: Path) -> Iterator[tuple[int, int]]:
    """Caddy before these two web processes; gives its ports for what is https, and for what is not. All but
    the ports and TLS is as shipped. What it says goes to `folder`/said."""
    own, plain = free_port(), free_port()
    page = PAGE.replace(f"\n{NAME} {{", f"\nhttp://{NAME}:{own} {{")
    page = page.replace(f"\nhttp://{NAME} {{", f"\nhttp://{NAME}:{plain} {{")
    page = page.replace("127.0.0.1:8001", f"127.0.0.1:{ports[0]}")
    page = page.replace("127.0.0.1:8002", f"127.0.0.1:{ports[1]}")
    head, brace, rest = page.partition("\n{\n")
    page = f"{head}{brace}{AROUND}{rest}" if brace else f"{{\n{AROUND}}}\n{page}"
    (folder / "Caddyfile").write_text(page)
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [PROGRAM, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")],
            env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
            stdout=said,
            stderr=said,
        )
        try:
            yield own, plain
        finally:
            process.terminate()
            process.wait(20)
