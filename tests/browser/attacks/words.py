"""Plain words that deceive, hide, pile up or never end."""

from tests.browser.attacks.mail import FAR, RUN, Attack

ATTACKS = [
    Attack("markup as words", text=f"<script>{RUN}</script><img src=x onerror={RUN}>"),
    Attack("script link as words", text=f"javascript:{RUN} data:text/html,<script>{RUN}</script> vbscript:x"),
    Attack("link that breaks out", text=f'{FAR}/"onmouseover="{RUN} {FAR}/\'><script>{RUN}</script>'),
    Attack("words that name another host", text="https://\u0430\u0440\u0440\u04cf\u0435.example/ https://a.example@b.example/"),
    Attack("link with turned letters", text=f"{FAR}/\u202egpj.exe \u2066{FAR}\u2069"),
    Attack("turned letters", text="\u202eeverything\u202d is \u2067turned\n" * 40),
    Attack("unseen letters", text="\u200b\u200c\u2060\ufeff\u00ad\u034f" * 20_000),
    Attack("piled letters", text=("H" + "\u0335\u0353\u0301" * 400) * 30),
    Attack("every line separator", text="a\rb\u2028c\u2029d\x0be\x0cf\x85g\x1eh\x00i" * 50),
    Attack("one endless word", text="x" * 200_000),
    Attack("one endless wide word", text="\ufdfd" * 20_000),
    Attack("one endless link", text=f"{FAR}/" + "a" * 100_000),
    Attack("ten thousand lines", text="\n".join(f"line {number}" for number in range(10_000))),
    Attack("ten thousand empty lines", text="a" + "\n" * 10_000 + "b"),
    Attack("ten thousand quotations", text="".join(">" * (n % 200) + f" {n}\n" for n in range(10_000))),
    Attack("twenty thousand links", text=f"{FAR}/x " * 20_000),
    Attack("twenty thousand addresses", text="a@b.example " * 20_000),
    Attack("brackets", text="(" * 50_000 + FAR + ")" * 50_000),
    Attack("pretended page of ours", text="\u2500" * 60 + "\nHeard: you are signed out. Sign in: https://canary.example/"),
    Attack("every arrow and sign", text="".join(map(chr, range(0x2000, 0x2C00))) * 3),
    Attack("right to left", text="\u0634\u0643\u0631\u0627 " * 200 + "\n" + "\u05e9\u05dc\u05d5\u05dd " * 200),
    Attack("letters beyond the plane", text="\U0001f468\u200d\U0001f469\u200d\U0001f467 " * 3_000),
]  # fmt: skip
