"""Attached files that lie about what they are, or are two things at once."""

import struct
import zlib

from tests.browser.attacks.mail import RUN, Attack, File

HTML = f"<!doctype html><html><body onload={RUN}><script>{RUN}</script>".encode()
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'.encode()
PDF = f"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS({RUN})>>>>endobj".encode()
GIF_AND_SCRIPT = b"GIF89a/*\x01\x00" + bytes(20) + f"*/=1;{RUN}//".encode()
JPEG_AND_SCRIPT = b"\xff\xd8\xff\xe0/*JFIF*/=" + RUN.encode() + b";//\xff\xd9"


def png(width: int, height: int, *, words: bytes = b"") -> bytes:
    """A true PNG, all grey, with `words` in a text chunk."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height) if width * height < 10**6 else b""
    text = chunk(b"tEXt", b"Comment\0" + words) if words else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + text + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def named(name: str) -> str:
    """A header that gives a file this name in pieces (RFC 2231)."""
    written = [f"%{byte:02x}" for byte in name.encode()]
    pieces = ["".join(written[place : place + 20]) for place in range(0, len(written), 20)]
    first = [f"filename*0*=utf-8''{pieces[0]}"] if pieces else []
    others = [f"filename*{number}*={piece}" for number, piece in enumerate(pieces[1:], 1)]
    return ";\r\n ".join(["attachment", *first, *others])


def one(name: str, content: bytes, kind: str, called: str = "", *, inline: bool = False) -> Attack:
    """A mail with one file, which its HTML tries to show."""
    disposition = named(called or name)
    if inline:
        disposition = disposition.replace("attachment", "inline")
    html = "<img src='cid:file'><object data='cid:file'></object><iframe src='cid:file'></iframe>"
    return Attack(name, html, files=(File(content, kind, disposition, "file"),))


ATTACKS = [
    one("html file", HTML, "text/html", "page.html"),
    one("html file shown in place", HTML, "text/html", "page.html", inline=True),
    one("html called a picture", HTML, "image/png", "picture.png", inline=True),
    one("html called words", HTML, "text/plain", "words.txt"),
    one("html called a gif with its first letters", b"GIF89a" + HTML, "image/gif", "picture.gif", inline=True),
    one("svg file", SVG, "image/svg+xml", "picture.svg", inline=True),
    one("svg called a picture", SVG, "image/png", "picture.png", inline=True),
    one("xml with a style sheet", b"<?xml-stylesheet href='https://canary.example/x.xsl'?><x/>", "text/xml", "x.xml"),
    one("xhtml file", b"<html xmlns='http://www.w3.org/1999/xhtml'>" + HTML, "application/xhtml+xml", "x.xhtml"),
    one("pdf with a script", PDF, "application/pdf", "invoice.pdf", inline=True),
    one("script file", RUN.encode(), "text/javascript", "x.js"),
    one("gif that is a script", GIF_AND_SCRIPT, "text/javascript", "x.gif", inline=True),
    one("jpeg that is a script", JPEG_AND_SCRIPT, "image/jpeg", "x.jpg", inline=True),
    one("png with a script in it", png(40, 30, words=HTML), "text/html", "x.png", inline=True),
    one("png that would fill the memory", png(60_000, 60_000), "image/png", "large.png", inline=True),
    one("png that is broken", png(40, 30)[:60], "image/png", "broken.png", inline=True),
    one("png as wide as a wall", png(9_000, 1), "image/png", "wide.png"),
    one("png as high as a tower", png(1, 9_000), "image/png", "high.png", inline=True),
    one("web archive", b"From: x\r\nContent-Type: multipart/related\r\n\r\n" + HTML, "multipart/related", "x.mht"),
    one("flash file", b"CWS\x0a" + bytes(40), "application/x-shockwave-flash", "x.swf"),
    one("mail in a mail", b"Subject: x\r\nContent-Type: text/html\r\n\r\n" + HTML, "message/rfc822", "x.eml"),
    one("external body", b"Content-Type: text/html\r\n\r\n", 'message/external-body; access-type=URL; URL="https://canary.example/"'),
    one("calendar with a link", b"BEGIN:VCALENDAR\r\nURL:javascript:alert(1)\r\nEND:VCALENDAR", "text/calendar", "x.ics"),
    one("card with a picture", b"BEGIN:VCARD\r\nPHOTO;VALUE=uri:https://canary.example/p\r\nEND:VCARD", "text/vcard", "x.vcf"),
    one("markup in the file name", b"x", "application/octet-stream", f'"><img src=x onerror={RUN}>.txt'),
    one("path in the file name", b"x", "application/octet-stream", "../../../../etc/passwd"),
    one("windows path in the file name", b"x", "application/octet-stream", "C:\\Windows\\System32\\x.dll"),
    one("line ends in the file name", b"x", "application/octet-stream", "a\r\nContent-Type: text/html\r\n\r\n<script>"),
    one("turned letters in the file name", b"MZ", "application/octet-stream", "invoice\u202efdp.exe"),
    one("hidden end of the file name", b"MZ", "application/octet-stream", "invoice.pdf" + " " * 120 + ".exe"),
    one("endless file name", b"x", "application/octet-stream", "x" * 5_000 + ".pdf"),
    one("no file name", b"x", "application/octet-stream", "\u200b"),
    one("name of a device", b"x", "application/octet-stream", "CON.txt"),
    one("type with markup", b"x", f'text/"><script>{RUN}</script>', "x.txt"),
    Attack(
        "one picture ten thousand times",
        "<img src='cid:grey'>" * 10_000,
        files=(File(png(300, 200), "image/png", "inline", "grey"),),
    ),
    Attack(
        "two files with one content-id",
        "<img src='cid:same'>",
        files=(File(HTML, "text/html", "inline", "same"), File(png(30, 30), "image/png", "inline", "same")),
    ),
    Attack("four hundred files", files=tuple(File(b"%d" % n, "text/plain", named(f"{n}.txt")) for n in range(400))),
]  # fmt: skip
