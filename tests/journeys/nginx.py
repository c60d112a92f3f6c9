"""A private nginx on loopback with the page that we ship, deploy/nginx.conf."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.desk import ROOT, free_port

PROGRAM = shutil.which("nginx") or "/usr/sbin/nginx"
PAGE = (ROOT / "deploy" / "nginx.conf").read_text()
_AROUND = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
access_log {folder}/access.log combined;
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{page}
}}
"""


@contextmanager
def before(ports: tuple[int, int], folder: Path) -> Iterator[int]:
    """nginx before these two web processes; gives its own port. All but the ports and TLS is as shipped."""
    own = free_port()
    page = re.sub(r"\n\s*ssl_certificate.*", "", PAGE).replace("listen 443 ssl", f"listen 127.0.0.1:{own}")
    page = page.replace("127.0.0.1:8001", f"127.0.0.1:{ports[0]}")
    page = page.replace("127.0.0.1:8002", f"127.0.0.1:{ports[1]}")
    process = subprocess.Popen(command(page, folder))
    try:
        yield own
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(10)


def command(page: str, folder: Path) -> list[str]:
    """What starts nginx with this page, its files in `folder`."""
    os.chmod(folder, 0o755)  # noqa: PTH101, S103 - as root its workers run as another account
    page = page.replace("/var/log/nginx", str(folder))
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, page=page))
    return [PROGRAM, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
