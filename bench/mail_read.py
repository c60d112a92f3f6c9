"""How fast is a mail read, beside Python's own parser doing less?

    python bench/mail_read.py [FOLDER OF MAILS]

Without a folder it takes those mails of the tests that are plain text and no bounces, filled up to 5 KB.
Python's side parses with the default policy and decodes the body; ours also cleans HTML and finds the new
words, the kind and the language.
"""

import email
import email.policy
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from heard.channels.email import receive

ROUNDS = 7
SIZE = 5_000  # bytes
ALLOWED = 3.0  # times the standard library
IMPORT_ALLOWED = 0.150  # seconds of processor time
FILLER = b"This line makes the mail as long as mails are; it says nothing of its own.\n"
TRANSPORT = b"""Received: from mx1.client.example (mx1.client.example [192.0.2.10])
\tby mail.shop.example (Postfix) with ESMTPS id 4Rx1y22bZ9z3vj
\tfor <help@shop.example>; Sun,  3 Mar 2024 10:11:14 +0100 (CET)
Authentication-Results: mail.shop.example; dkim=pass header.d=client.example; dmarc=pass (p=none)
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=client.example; s=s1;
\th=from:to:subject:date; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=b1946ac92492d2347c6235b4d2611184
MIME-Version: 1.0
Message-ID: <5f0c1a7e@client.example>
Date: Sun, 3 Mar 2024 10:11:12 +0100
"""  # what every mail has been given by the time it arrives
TESTS = Path(__file__).parent.parent / "tests" / "channels" / "email" / "mails"


def main(arguments: list[str]) -> int:
    mails = of_folder(Path(arguments[0])) if arguments else of_tests()
    theirs, ours = fastest(read_theirs, mails), fastest(receive.read, mails)
    average = sum(map(len, mails)) // len(mails)
    started = min(import_time() for _ in range(ROUNDS))
    print(
        f"{len(mails)} mails of {average:,} bytes on average, best of {ROUNDS} rounds, processor time a mail"
    )
    print(f"  standard library, body only   {theirs * 1e6:8,.0f} µs")
    ratio = f"{ours / theirs:.2f} times (at most {ALLOWED})"
    print(f"  heard, everything             {ours * 1e6:8,.0f} µs   {ratio}")
    print(f"  importing the reader          {started * 1e3:8,.0f} ms   (at most {IMPORT_ALLOWED * 1e3:.0f})")
    return 0 if ours <= theirs * ALLOWED and started <= IMPORT_ALLOWED else 1


def of_tests() -> list[bytes]:
    """Ordinary mails of the tests, filled up to the usual size."""
    mails = [path.read_bytes() for path in sorted(TESTS.glob("*.eml")) if "bounce" not in path.stem]
    plain = [raw for raw in mails if not any(word in raw for word in (b"multipart", b"base64", b"2022"))]
    typed = [
        raw if b"Content-Type" in raw else b"Content-Type: text/plain; charset=utf-8\n" + raw for raw in plain
    ]
    whole = [TRANSPORT + raw for raw in typed]
    return [raw + FILLER * ((SIZE - len(raw)) // len(FILLER)) for raw in whole]


def of_folder(folder: Path) -> list[bytes]:
    """The mails below a folder that are about as large as mails are."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.read_bytes() for path in files if 3_000 < path.stat().st_size < 8_000]


def read_theirs(raw: bytes) -> object:
    """What everybody does with the standard library."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    try:
        return body.get_content() if body else None
    except (LookupError, ValueError):
        return None  # a charset it does not know


def fastest(reader: Callable[[bytes], object], mails: list[bytes]) -> float:
    """Seconds a mail in the best round."""
    times = []
    for _ in range(ROUNDS):
        before = time.process_time()
        for raw in mails:
            reader(raw)
        times.append(time.process_time() - before)
    return min(times) / len(mails)


def import_time() -> float:
    """Seconds of processor time to import the reader in a new Python, without starting Python itself."""
    program = (
        "import time; before = time.process_time(); import heard.channels.email.receive; "
        "print(time.process_time() - before)"
    )
    return float(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
