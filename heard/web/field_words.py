"""What do form fields say that have no words of their own? Django's messages, in our tone, in one place."""

from django.core import validators
from django.forms import fields, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


def speak() -> None:
    """Gives Django's fields our words. Once, when the pages are made ready."""
    fields.Field.default_error_messages["required"] = _("This is still empty. Please fill it in.")
    for choice in (fields.ChoiceField, models.ModelChoiceField):
        choice.default_error_messages["invalid_choice"] = _("This is not in the list. Choose one from it.")
    fields.IntegerField.default_error_messages["invalid"] = _("Type a whole number, in figures.")
    validators.EmailValidator.message = _(
        "Something is missing in this address. It should read like ada@example.org."
    )
    validators.URLValidator.message = _(
        "Something is missing in this address. It should read like https://example.org."
    )
    validators.MaxLengthValidator.message = ngettext_lazy(
        "This is too long: %(show_value)d characters, and %(limit_value)d fits.",
        "This is too long: %(show_value)d characters, and %(limit_value)d fit.",
        "limit_value",
    )
    validators.MaxValueValidator.message = _("This is too much: %(limit_value)s at most.")
    validators.MinValueValidator.message = _("This is too little: %(limit_value)s at least.")
