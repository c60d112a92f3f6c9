"""Under which name is a static file sent? Looked up once a process: a page asks for thirty of them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticNames(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names with a hash of the content; they do not change while a process lives. Imports name them, too."""

    support_js_module_import_aggregation = True

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self._urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of the file. Raises ValueError for one that was not collected."""
        if name not in self._urls:
            self._urls[name] = super().url(name, force)
        return self._urls[name]
