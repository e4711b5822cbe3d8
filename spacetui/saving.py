"""Writes a file that somebody asked for: whole or not at all, for its owner alone, over nothing unasked. Blocking."""

from __future__ import annotations

import os
from errno import EISDIR
from pathlib import Path
from tempfile import mkstemp


def save(path: Path, content: str, *, replace: bool = False) -> None:
    """Write text to a file; `~` is the user's home. Raises FileExistsError where it is there already and not to be
    replaced; OSError; RuntimeError where there is no home, ValueError for what is no path.
    """
    path = path.expanduser()
    if path.is_dir():  # else it would be said to be there already, as if it could be replaced
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))
    descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name[:100]}-")  # new, and for us alone
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode("utf-8", "replace"))
        if not replace:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # the name is ours from here on
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
