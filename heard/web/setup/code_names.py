"""What are the findings of the coach called, in words for people? The codes are for programs."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

CODES = {
    "policy-shield": gettext_noop("Hiding behind rules"),
    "fairness": gettext_noop("Justice among customers"),
    "blame": gettext_noop("Blaming the customer"),
    "hostile": gettext_noop("Insult, sarcasm, threat"),
    "excuse": gettext_noop("Excuse"),
    "over-explaining": gettext_noop("Long justification"),
    "pass-the-buck": gettext_noop("Sending the customer elsewhere"),
    "empty-assurance": gettext_noop("Empty assurance"),
    "opinion": gettext_noop("Opinion instead of facts"),
    "impersonal-greeting": gettext_noop("Impersonal greeting"),
    "missing-apology": gettext_noop("No apology"),
    "missing-thanks": gettext_noop("No thanks"),
    "missing-empathy": gettext_noop("Feeling passed over"),
    "feature-date": gettext_noop("Date for a feature"),
    "feature-promise": gettext_noop("Promise of a feature"),
    "untracked-promise": gettext_noop("Promise nobody keeps track of"),
    "unmarked-guess": gettext_noop("Guess that sounds certain"),
    "early-joke": gettext_noop("Joke before the solution"),
    "holiday-specific": gettext_noop("Greeting for one holiday"),
    "data-without-reason": gettext_noop("Personal data without a reason"),
    "shaming-colleague": gettext_noop("Colleague put to shame"),
    "perk-alone": gettext_noop("Gift without apology and fix"),
    "form-letter": gettext_noop("Form letter"),
    "parroting": gettext_noop("Parroting"),
    "basic-question": gettext_noop("Basic question too early"),
}
SEVERITIES = {
    "stop": gettext_noop("holds the sending"),
    "warn": gettext_noop("warning"),
    "hint": gettext_noop("hint"),
}


def name_of(code: str) -> str:
    """A code or a severity in words, in the reader's language; what nobody named stays as it is."""
    known = CODES.get(code) or SEVERITIES.get(code)
    return _(known) if known else code
