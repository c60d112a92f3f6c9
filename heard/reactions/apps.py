"""Connects the reactions to the timeline's signal, and refuses to start a desk where nobody listens."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import Error, register


class ReactionsConfig(AppConfig):
    name = "heard.reactions"
    label = "reactions"

    def ready(self) -> None:
        # Deferred: both need the models, which are loaded only now.
        from heard.reactions.run import on_recorded
        from heard.timeline.record import recorded

        recorded.connect(on_recorded, dispatch_uid="reactions")


@register()
def somebody_listens(**_: Any) -> list[Error]:
    """The timeline's signal has exactly the one receiver that runs the table."""
    # Deferred: checks run after the apps are ready, this module is imported before.
    from heard.timeline.record import recorded

    if len(recorded.receivers) == 1:
        return []
    return [
        Error(
            f"The timeline's signal has {len(recorded.receivers)} receivers instead of one.",
            hint="Only reactions/apps.py connects to it. Name who reacts in reactions/table.py.",
            id="heard.E001",
        )
    ]
