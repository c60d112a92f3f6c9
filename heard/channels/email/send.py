"""Handing one finished mail to the relay, for one recipient."""

import smtplib
import ssl
from contextlib import suppress

from django.conf import settings

from heard.channels.outbound import Outbound, Receipt, Refused, Retry
from heard.lib.env import Relay

CONNECT_SECONDS = 20
KEPT_HERE = "Kept here"  # on the page "Sent mail"


def deliver(mail: Outbound) -> Receipt:
    """Gives `mail` to the relay. Raises Retry or Refused with the relay's own words."""
    relay: Relay | None = settings.RELAY
    if settings.IS_DEMO:  # whatever relay is set: nothing of a demo's leaves
        return Receipt(KEPT_HERE)
    if relay is None:
        raise Retry("No relay is set, so mail cannot leave. Set HEARD_RELAY to your mail server.")
    try:
        connection = _connect(relay)
    except (OSError, smtplib.SMTPException) as fault:
        raise Retry(f"{relay.host}:{relay.port} cannot be reached: {_words(fault)}") from fault
    try:
        return _hand_over(connection, mail)
    finally:
        with suppress(OSError, smtplib.SMTPException):  # a rude goodbye must not undo what was agreed
            connection.quit()
        connection.close()


def _connect(relay: Relay) -> smtplib.SMTP:
    """The relay stands in the settings, so it is listed by that, wherever it is (lib/reach)."""
    if relay.security == "tls":
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            relay.host, relay.port, timeout=CONNECT_SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(relay.host, relay.port, timeout=CONNECT_SECONDS)
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
    if relay.user:
        connection.login(relay.user, relay.password)
    return connection


def _hand_over(connection: smtplib.SMTP, mail: Outbound) -> Receipt:
    """One SMTP transaction. Up to DATA nothing was taken; a line cut after it leaves us unsure."""
    after_data = False
    try:
        connection.ehlo_or_helo_if_needed()
        _agreed(connection.mail(mail.sender))
        _agreed(connection.rcpt(mail.recipient))
        after_data = True
        return Receipt(_agreed(connection.data(mail.content)))
    except smtplib.SMTPResponseException as answer:  # the relay spoke, so we know
        words = f"{answer.smtp_code} {_words(answer)}"
        if answer.smtp_code >= 500:
            raise Refused(words) from answer
        raise Retry(words) from answer
    except (OSError, smtplib.SMTPException) as fault:
        raise Retry(f"The connection broke: {_words(fault)}", unsure=after_data) from fault


def _agreed(answer: tuple[int, bytes]) -> str:
    code, words = answer
    if not 200 <= code < 400:
        raise smtplib.SMTPResponseException(code, words)
    return f"{code} {words.decode(errors='replace')}"


def _words(fault: BaseException) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        error = fault.smtp_error
        return error.decode(errors="replace") if isinstance(error, bytes) else str(error)
    return str(fault) or type(fault).__name__
