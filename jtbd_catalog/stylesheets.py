"""One stylesheet for each wing's pages, made of a file per layer (decision 0019).

`static/css/` has the layers. A page links `pages/<wing>.css`, which this finder makes of them
wherever static files are looked for: by runserver, by tests, and by collectstatic.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCE = settings.BASE_DIR / "static" / "css"
SHARED = ("reset", "tokens", "base", "layout", "components")
# Every layer, each beating those before it.
LAYERS = (*SHARED, "catalog", "styleguide", "designing", "analysing", "responding", "print")
PAGES = {
    "catalog": ("catalog",),
    "styleguide": ("catalog", "styleguide"),
    "designing": ("designing",),
    "analysing": ("analysing",),
    "responding": ("responding",),
    "preview": ("designing", "responding"),
}


class LayersFinder(BaseFinder):
    """Finds `pages/*.css`, made anew where a layer has changed."""

    def __init__(self) -> None:
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "styles")

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing can be set wrongly."""
        return []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every stylesheet, with the storage that has it."""
        for wing in PAGES:
            yield self._make(wing), self.storage

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        """Where the stylesheet at this address lies; nothing for any other."""
        folder, _, name = path.rpartition("/")
        wing = name.removesuffix(".css")
        if (folder, name) != ("pages", f"{wing}.css") or wing not in PAGES:
            return []
        found = self.storage.path(self._make(wing))
        return [found] if find_all else found

    def _make(self, wing: str) -> str:
        """Write the wing's stylesheet, as old as its newest layer; returns its name."""
        name = f"pages/{wing}.css"
        target = Path(self.storage.path(name))
        files = layers_of(wing)
        changed_at = max(path.stat().st_mtime_ns for path in files)
        text = stylesheet(files)
        if target.is_file() and target.read_text(encoding="utf-8") == text:
            return name
        target.parent.mkdir(parents=True, exist_ok=True)
        # Several processes may do so at once, and one may be read meanwhile.
        with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False) as file:
            file.write(text)
        os.utime(file.name, ns=(changed_at, changed_at))
        Path(file.name).chmod(0o644)
        Path(file.name).replace(target)
        return name


def layers_of(wing: str) -> list[Path]:
    """The files of the layers that the wing's pages need, in order."""
    wanted = {*SHARED, *PAGES[wing], "print"}
    return [SOURCE / f"{name}.css" for name in LAYERS if name in wanted]


def stylesheet(files: list[Path]) -> str:
    """The order of all layers, then these."""
    texts = [path.read_text(encoding="utf-8") for path in files]
    return f"@layer {', '.join(LAYERS)};\n\n" + "\n".join(texts)
