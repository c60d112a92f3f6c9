"""Hostile senders, subjects and header lines: what stands in lists, titles and labels."""

from tests.browser.attacks.mail import RUN, Attack

MARKUP = f'"><script>{RUN}</script><img src=x onerror={RUN}>'
ATTACKS = [
    Attack("markup in the subject", subject=MARKUP),
    Attack("markup in the sender", sender=MARKUP),
    Attack("template in the subject", subject="{{ settings.SECRET_KEY }}{% debug %}${7*7}<%= 7 %>"),
    Attack("quotes in the sender", sender="' onmouseover='alert(1)' x='"),
    Attack("line ends in the subject", subject="Hello\r\nSet-Cookie: heard_session=1\r\n\r\n<script>"),
    Attack("line ends in the sender", sender="Ada\r\nBcc: all@elsewhere.example\r\nX: "),
    Attack("turned letters in the sender", sender="\u202eaknaB\u202c \u2066Support\u2069"),
    Attack("turned letters in the subject", subject="Invoice \u202efdp.exe\u202d of \u2067today"),
    Attack("nothing to see in the subject", subject="\u200b\u200b\u2060\ufeff\u00ad"),
    Attack("nothing to see in the sender", sender="\u2800\u3164\u115f"),
    Attack("piled letters in the subject", subject="Z" + "\u0335\u0353\u0320\u0301" * 60),
    Attack("piled letters in the sender", sender="a" + "\u0489\u0300\u0316" * 50),
    Attack("an endless subject", subject="word" * 5_000),
    Attack("an endless subject of words", subject="word " * 5_000),
    Attack("an endless sender", sender="x" * 5_000),
    Attack("wide letters in the subject", subject="\ufdfd\u12031" * 60),
    Attack("line separators in the subject", subject="one\u2028two\u2029three\x85four\x0bfive\x0csix"),
    Attack("control letters in the subject", subject="\x1b[31mred\x07\x00\x08\x7f\x9b"),
    Attack("our own name as the sender", sender="Nell Ashby (Heard)"),
    Attack("an address as the sender's name", sender="help@oakhollow.example"),
    Attack("pretended headers", head="X-Frame-Options: ALLOW\r\nContent-Security-Policy: default-src *\r\n"),
    Attack(
        "two subjects", head=f"Subject: <script>{RUN}</script>\r\nContent-Base: https://canary.example/\r\n"
    ),
    Attack("content location", head="Content-Location: https://canary.example/\r\n", html="<img src=p.png>"),
    Attack(
        "addresses for receipts",
        head="Disposition-Notification-To: <spy@canary.example>\r\nReturn-Receipt-To: spy@canary.example\r\n",
    ),
]
