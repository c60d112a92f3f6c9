"""How long from a fresh clone over `make run` to the first page?

With an empty package cache, so most of it is the download from the registry.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.journeys.desk import ROOT, free_port, kill_tree

TARGET = 90.0  # seconds


def main(_arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="heard-clone-", ignore_cleanup_errors=True) as folder:
        clone, port = Path(folder) / "heard", free_port()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
        environment |= {"PIP_NO_CACHE_DIR": "1", "HEARD_HTTP": f"127.0.0.1:{port}"}
        environment |= {"HEARD_SMTP": f"127.0.0.1:{free_port()}"}
        began = time.monotonic()
        make = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
        )
        try:
            took = _until_first_page(port, began, make)
        finally:
            kill_tree(make)
        size = sum(path.stat().st_size for path in (clone / ".venv").rglob("*") if path.is_file())
    print(f"   {took:.0f} s to the first page (at most {TARGET:.0f}), .venv of {size / 1e6:.0f} MB")
    return 0 if took <= TARGET else 1


def _until_first_page(port: int, began: float, make: "subprocess.Popen[bytes]") -> float:
    while time.monotonic() - began < 5 * TARGET:
        assert make.poll() is None, "make run ended by itself"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=10) as page:
                assert b"<form" in page.read()
            return time.monotonic() - began
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("no page came")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
