"""A real Dovecot to read mail from: own configuration, folder, ports and users, gone when the test ends."""

import getpass
import imaplib
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.journeys.desk import free_port, wait_for

PASSWORD = "winding-key-7"
PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"

_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login {tokens}
auth_failure_delay = 0
default_internal_user = {account}
default_internal_group = {group}
default_login_user = {account}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
first_valid_gid = 0
mail_max_userip_connections = 100
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{oauth2}
{offers}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users/%u
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""
_OAUTH2 = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf.ext
}}
"""
_INTROSPECTION = """
introspection_mode = post
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
"""


class Dovecot:
    """The server, and what another client does to a mailbox on it."""

    def __init__(self, folder: Path, *, introspection: str = "", tokens: str = "", can: str = "") -> None:
        self.folder = folder
        self.port, self.tls_port = free_port(), free_port()
        self.authority = folder / "authority.pem"
        self._introspection = introspection
        self._can = can
        self._tokens = tokens or ("xoauth2 oauthbearer" if introspection else "")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Dovecot":
        """Returns when it listens."""
        self._configure()
        self._process = subprocess.Popen(
            [PROGRAM, "-F", "-c", str(self.folder / "dovecot.conf")], start_new_session=True
        )
        wait_for(self._listens, f"Dovecot to listen; its log: {self.folder}/log", 10)
        return self

    def stop(self) -> None:
        """Ends it with all that it started."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            self._process = None

    def set_password(self, user: str, password: str) -> None:
        """Makes the user, or gives them another password; Dovecot looks at the file every other second."""
        (self.folder / "users" / user).write_text(f"{user}:{{PLAIN}}{password}\n")

    @contextmanager
    def client(self, user: str, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Another mail program, signed in."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            client.login(user, PASSWORD)
            assert client.select(folder)[0] == "OK"
            yield client
        finally:
            client.shutdown()

    def new_life(self, user: str, validity: int) -> None:
        """Gives the INBOX another UIDVALIDITY, as after a restore or a move."""
        self._doveadm("mailbox", "update", "-u", user, "--uid-validity", str(validity), "INBOX")

    def _doveadm(self, *arguments: str) -> None:
        subprocess.run(
            ["doveadm", "-c", str(self.folder / "dovecot.conf"), *arguments], check=True, timeout=20
        )

    def _configure(self) -> None:
        as_root = os.geteuid() == 0
        account = pwd.getpwnam("dovecot" if as_root else getpass.getuser())
        for name in ("run", "state", "mail", "users"):
            (self.folder / name).mkdir(exist_ok=True)
            os.chown(self.folder / name, account.pw_uid, account.pw_gid)
        if not self.authority.exists():
            self.renew_certificate()
        if self._introspection:
            text = _INTROSPECTION.format(url=self._introspection)
            (self.folder / "oauth2.conf.ext").write_text(text)
        group = subprocess.run(
            ["id", "-gn", account.pw_name], capture_output=True, text=True, check=True
        ).stdout.strip()
        values = {
            "folder": self.folder, "port": self.port, "tls_port": self.tls_port, "account": account.pw_name,
            "group": group, "uid": account.pw_uid, "gid": account.pw_gid,
            "tokens": self._tokens,
            "offers": f"imap_capability = {self._can}" if self._can else "",
            "oauth2": _OAUTH2.format(folder=self.folder) if self._introspection else "",
        }  # fmt: skip
        (self.folder / "dovecot.conf").write_text(_CONFIGURATION.format(**values))

    def renew_certificate(self, *, days: int = 90) -> None:
        """A certificate for this machine, signed by an authority that only the test knows."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        signing, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        span = (now - timedelta(hours=1), now + timedelta(days=days))
        is_ca = x509.BasicConstraints(ca=True, path_length=0)
        names = x509.SubjectAlternativeName(
            [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        )
        pem = serialization.Encoding.PEM
        for subject, public, extension, file in (
            (name, signing.public_key(), is_ca, "authority.pem"),
            (
                x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
                key.public_key(),
                names,
                "cert.pem",
            ),
        ):
            built = (
                x509.CertificateBuilder()
                .subject_name(subject)
                .issuer_name(name)
                .public_key(public)
                .serial_number(x509.random_serial_number())
                .not_valid_before(span[0])
                .not_valid_after(span[1])
                .add_extension(extension, critical=extension is is_ca)
                .sign(signing, hashes.SHA256())
            )
            (self.folder / file).write_bytes(built.public_bytes(pem))
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (self.folder / "key.pem").write_bytes(private)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.tls_port), timeout=1).close()
        except (OSError, ssl.SSLError):
            return False
        return True


@contextmanager
def dovecot(*users: str, introspection: str = "", tokens: str = "", can: str = "") -> Iterator[Dovecot]:
    """A server with these users; with `introspection` it asks there whose an access token is, and with `can`
    it offers no more than that."""
    with tempfile.TemporaryDirectory(prefix="heard-dovecot-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # as root Dovecot reads mail as an account of its own
        server = Dovecot(Path(folder), introspection=introspection, tokens=tokens, can=can)
        try:
            server.start()
            for user in users:
                server.set_password(user, PASSWORD)
            yield server
        except BaseException:
            log = Path(folder) / "log"
            print(log.read_text(errors="replace")[-4000:] if log.exists() else "Dovecot wrote no log")
            raise
        finally:
            server.stop()
