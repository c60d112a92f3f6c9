"""Is nothing left in the HTML that could run, load or leave its place?"""

import re

import pytest

from heard.channels.email.reading import html_safe
from tests.channels.email.post import read

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='https://bad.example'><button formaction='javascript:alert(1)'>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<meta http-equiv='refresh' content='0;url=https://bad.example'>",
    "<base href='https://bad.example/'>",
    "<link rel=stylesheet href='https://bad.example/s.css'>",
    "<style>@import 'https://bad.example/s.css';</style>",
    "<p style=\"background:url('https://bad.example/p')\">x</p>",
    "<p style='background-color:red;background-image:\\75rl(https://bad.example/p)'>x</p>",
    "<p style='color:expression(alert(1))'>x</p>",
    "<p style='position:fixed;inset:0;z-index:9'>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='  java\tscript:alert(1)'>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='//bad.example'>x</a>",
    "<img srcset='https://bad.example/p 2x'>",
    "<video src='https://bad.example/v' poster='https://bad.example/p'></video>",
    "<body background='https://bad.example/p' onload=alert(1)>",
    "<table background='https://bad.example/p'><tr><td>x</td></tr></table>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<div id=cookie class=modal name=body>x</div>",
    "<xml><x onclick=alert(1)></xml>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
]
FORBIDDEN = re.compile(
    r"<(?:script|svg|math|iframe|object|embed|form|input|button|meta|base|link|style|video|template)|"
    r"<[^>]*\s(?:on\w+|id|class|name|srcset|background|formaction)=|<img[^>]* src=\"(?!cid:)|"
    r"(?:javascript|vbscript|data|expression):|position|url\(|@import",
    re.IGNORECASE,
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_disarmed(attack: str) -> None:
    assert FORBIDDEN.findall(html_safe.clean(f"<p>a</p>{attack}", set())) == []


def test_the_mail_of_many_attacks_is_harmless() -> None:
    assert FORBIDDEN.findall(read("attack-html").html) == []


def test_links_tell_nothing_and_open_elsewhere() -> None:
    assert html_safe.clean('<a href="https://x.example/" target="_self" rel="opener">x</a>', set()) == (
        '<a href="https://x.example/" target="_blank" rel="noopener noreferrer nofollow">x</a>'
    )


def test_remote_pictures_wait_and_own_ones_show() -> None:
    problems: set[str] = set()
    safe = html_safe.clean(
        '<img alt="a" src="https://x.example/p.png?a=1&amp;b=2"><img src="cid:p@1">', problems
    )
    assert safe == '<img alt="a" data-src="https://x.example/p.png?a=1&amp;b=2"><img src="cid:p@1">'
    assert problems == {"remote_images"}
    assert html_safe.shown_inside(safe) == {"p@1"}


def test_a_remote_picture_cannot_hide_its_scheme() -> None:
    safe = html_safe.clean('<img src="ht\ttps://x.example/p"><img src="&#10;https://x.example/p">', set())
    assert re.findall(r"\ssrc=", safe) == []


def test_words_keep_their_looks() -> None:
    safe = html_safe.clean('<p style="color:red;font-weight:bold;margin-left:-99px">x</p><h1>y</h1>', set())
    assert safe == '<p style="color:red;font-weight:bold">x</p><h1>y</h1>'


def test_html_nested_too_deep_is_left_out() -> None:
    problems: set[str] = set()
    assert html_safe.clean("<div>" * 500 + "x", problems) == ""
    assert problems == {"html_too_deep"}
