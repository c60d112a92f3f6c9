"""What does nginx say and write down by itself, with deploy/nginx.conf? No key, and problems to programs."""

import http.client
import json
from pathlib import Path

import pytest

from tests.journeys import nginx
from tests.journeys.desk import free_port, wait_for

pytestmark = pytest.mark.skipif(not Path(nginx.PROGRAM).exists(), reason="there is no nginx here")
PROBLEM = "application/problem+json"
SECRET = "velvetcrumpet"


def asked(port: int, path: str, size: int = 0) -> tuple[int, str, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Host": "desk.example.com", "Referer": f"https://desk.example.com/join/{SECRET}/"}
    line.request(
        "POST" if size else "GET", path, headers=headers | ({"Content-Length": str(size)} if size else {})
    )
    answer = line.getresponse()
    told = answer.status, answer.headers["Content-Type"], answer.read()
    line.close()
    return told


def test_while_the_desk_is_away(tmp_path: Path) -> None:
    with nginx.before((free_port(), free_port()), tmp_path) as port:
        wait_for(lambda: _listens(port), "nginx", 10)
        status, kind, words = asked(port, "/desk/?code=" + SECRET)
        assert (status, kind, words[:25]) == (502, "text/plain", b"The desk did not answer j")
        for path, size, expected in (
            ("/api", 0, 502),
            ("/api/v1/tickets", 0, 502),
            ("/api/v1/files", 40_000_000, 413),
        ):
            status, kind, words = asked(port, path, size)
            assert (status, kind, json.loads(words)["status"]) == (expected, PROBLEM, expected)
        for path in ("/my/link", "/my/sign-in", "/join", "/notices"):
            assert asked(port, f"{path}/{SECRET}/")[0] == 502
    visits = (tmp_path / "heard.log").read_text()
    assert [visit.split('"')[1].split()[1] for visit in visits.splitlines() if "GET / " not in visit] == [
        "/desk/",
        "/api",
        "/api/v1/tickets",
        "/api/v1/files",
    ]
    assert SECRET not in visits
    assert SECRET not in (tmp_path / "access.log").read_text()  # of the http block around it


def _listens(port: int) -> bool:
    try:
        return asked(port, "/")[0] == 502
    except OSError:
        return False
