"""The files in deploy/: their programs take them, and the commands and settings in them exist."""

import configparser
import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from heard import settings
from heard.cli import _parser
from tests.journeys import nginx

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
PAGES = [ROOT / "docs" / "deploying.md", ROOT / "docs" / "running.md"]
UNITS = [path for path in FILES if path.suffix in {".service", ".timer"}]
SETTINGS = {setting.name for setting in settings.ENV.settings}
# As a plugin of docker, as a program of its own, or not at all.
COMPOSE = next(
    (
        command
        for command in (["docker", "compose"], ["docker-compose"])
        if shutil.which(command[0])
        and not subprocess.run([*command, "version"], capture_output=True, check=False).returncode
    ),
    [],
)
COMMANDS = set(next(action.choices for action in _parser()._subparsers._group_actions))  # type: ignore[union-attr, arg-type]
HERE = ("127.0.0.1:8001", "127.0.0.1:8002")


@pytest.mark.parametrize("file", [*FILES, *PAGES], ids=lambda file: file.name)
def test_every_setting_and_command_in_it_exists(file: Path) -> None:
    written = file.read_text()
    assert set(re.findall(r"HEARD_[A-Z_]+", written)) <= SETTINGS
    named = re.findall(r"(?:bin/|`|\[|HEARD_HOME=\S+ )heard,? ([a-z-]+)", written)
    assert set(named) <= COMMANDS | {"unix"}  # a name of ours in Postfix


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"),
    reason="there is no systemd-analyze here: Debian's package systemd has it",
)
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text().replace("/opt/heard/.venv/bin/heard", "/bin/true")
        (tmp_path / unit.name.replace("@", "@1")).write_text(text.replace("%i", "1"))
    units = sorted(str(path) for path in tmp_path.iterdir())
    said = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False, timeout=60
    )
    assert (said.returncode, said.stderr) == (0, "")


def test_a_unit_that_was_killed_comes_back_and_one_with_wrong_settings_does_not() -> None:
    for kind in ("web", "worker"):
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read(DEPLOY / f"heard-{kind}@.service")
        assert unit["Unit"]["StartLimitIntervalSec"] == "0"
        service = dict(unit["Service"])
        assert (service["Restart"], service["RestartSec"]) == ("always", "1")
        assert service["RestartPreventExitStatus"] == "78"
        assert service["ExecStart"].split()[1:] == [kind]


def test_all_agree_where_the_pages_are() -> None:
    assert "HEARD_HTTP=127.0.0.1:800%i" in (DEPLOY / "heard-web@.service").read_text()
    assert tuple(re.findall(r"server (\S+) ", nginx.PAGE)) == HERE
    (line,) = re.findall(r"reverse_proxy (.*) {", (DEPLOY / "Caddyfile").read_text())
    assert tuple(line.split()) == HERE
    web = [_compose()["services"][name]["ports"] for name in ("web-1", "web-2")]
    assert [ports[0].rpartition(":")[0] for ports in web] == list(HERE)


@pytest.mark.skipif(not Path(nginx.PROGRAM).exists(), reason="there is no nginx here")
def test_nginx_takes_its_page(tmp_path: Path) -> None:
    _certificate(tmp_path)
    page = nginx.PAGE.replace("/etc/letsencrypt/live/desk.example.com", str(tmp_path))
    assert page.count(str(tmp_path)) == 2
    said = subprocess.run(
        [*nginx.command(page, tmp_path), "-t"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (said.returncode, "warn" in said.stderr) == (0, False), said.stderr


@pytest.mark.skipif(not shutil.which("caddy"), reason="there is no Caddy here: scripts/caddy installs it")
def test_caddy_takes_its_page() -> None:
    said = subprocess.run(
        ["caddy", "adapt", "--validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "not formatted" not in said.stderr


@pytest.mark.skipif(not COMPOSE, reason="nothing here reads compose files: scripts/compose installs it")
def test_compose_takes_its_file_and_asks_for_what_it_must_be_given(tmp_path: Path) -> None:
    given = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    file = str(DEPLOY / "compose.yaml")

    def asked(**more: str) -> subprocess.CompletedProcess[str]:
        command = [*COMPOSE, "-f", file, "config"]
        return subprocess.run(
            command, env=given | more, capture_output=True, text=True, check=False, timeout=60
        )

    whole = {"POSTGRES_PASSWORD": "brass-pendulum", "HEARD_URL": "https://desk.example.com"}
    said = asked(**whole)
    assert said.returncode == 0, said.stderr
    told = yaml.safe_load(said.stdout)
    assert told["services"].keys() == _compose()["services"].keys()
    web = told["services"]["web-2"]
    assert web["environment"]["HEARD_DATABASE_URL"] == "postgresql://heard:brass-pendulum@database:5432/heard"
    assert web["depends_on"] == {"setup": web["depends_on"]["setup"]}
    for name in whole:
        refused = asked(**{other: value for other, value in whole.items() if other != name})
        assert refused.returncode != 0
        assert name in refused.stderr


def test_the_containers_know_each_other() -> None:
    told = _compose()
    services: dict[str, Any] = told["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= services.keys(), name
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert volumes <= told["volumes"].keys(), name
        if name != "database":
            assert service["command"][1] in COMMANDS, name
            given = service["environment"]
            assert given.keys() - {"FORWARDED_ALLOW_IPS"} <= SETTINGS, name
            assert given["HEARD_DATABASE_URL"].endswith("@database:5432/heard")
    listening = [name for name, service in services.items() if _listens(service)]
    assert listening == ["worker-1"]
    assert services["setup"]["restart"] == "no"


def test_the_image_is_built_from_the_program_alone() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert lines[1] == "*"
    assert kept == {"heard", "pyproject.toml", "README.md", "LICENSE", "constraints.txt"}
    assert all((ROOT / name).exists() for name in kept)


def _compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


def _listens(service: dict[str, Any]) -> bool:
    return service.get("environment", {}).get("HEARD_SMTP", "off") != "off"


def _certificate(folder: Path) -> None:
    """A key and what it signs of itself, where nginx looks for those of Let's Encrypt."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "desk.example.com")])
    now = timezone.now()
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    how = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "privkey.pem").write_bytes(key.private_bytes(*how))
