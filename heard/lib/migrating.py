"""Changing the tables: a step and the note that it is done are one transaction, so a kill leaves no half."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate as command
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration


class WholeSteps(MigrationExecutor):
    """As Django's, which notes a step that defers statements (keys and indexes) only after its commit: killed
    between the two, the step would be done once more, and fail for good."""

    def apply_migration(
        self, state: Any, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        """Takes one step."""
        if fake or fake_initial:
            return super().apply_migration(state, migration, fake, fake_initial)
        with self.connection.schema_editor(atomic=migration.atomic) as editor:
            state = migration.apply(state, editor)
            while editor.deferred_sql:
                editor.execute(editor.deferred_sql.pop(0), None)
            self.record_migration(migration)  # type: ignore[call-arg,arg-type]  # the stubs are of an older one
        return state


def migrate() -> None:
    """The tables are those of this version. Raises DatabaseError."""
    command.MigrationExecutor = WholeSteps  # type: ignore[attr-defined]  # the command asks for it by this name
    call_command("migrate", verbosity=0, interactive=False)
