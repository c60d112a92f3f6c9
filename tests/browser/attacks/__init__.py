"""Mails that attack whoever reads them, by kind. RUN is a script in them, FAR a server of the attacker's."""

from tests.browser.attacks import files, headers, loading, markup, mutation, scripts, sizes, styles, words
from tests.browser.attacks.mail import FAR, Attack

KINDS: dict[str, list[Attack]] = {
    "scripts": scripts.ATTACKS,
    "handlers": scripts.HANDLERS,
    "links": scripts.LINKS,
    "markup": markup.ATTACKS,
    "loading": loading.ATTACKS,
    "styles": styles.ATTACKS,
    "mutation": mutation.ATTACKS,
    "headers": headers.ATTACKS,
    "files": files.ATTACKS,
    "words": words.ATTACKS,
    "sizes": sizes.ATTACKS,
}
__all__ = ["FAR", "KINDS", "Attack"]
