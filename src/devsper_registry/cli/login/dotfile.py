"""A person's file of settings and secrets, changed so that nothing of it is ever lost."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from devsper_registry.errors import DotfileUnusable

MODE = 0o600


def read(path: Path) -> str:
    """Return what stands in it, empty where there is none; raise `DotfileUnusable`."""
    try:
        # As it is: the line ends that its owner uses stay.
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise DotfileUnusable(path=path, problem="is not UTF-8") from None
    except OSError as error:
        raise DotfileUnusable(path=path, problem=_why(error, "be read")) from None


def write(path: Path, text: str) -> None:
    """Put the text in its place at once, for its owner alone; raise `DotfileUnusable`.

    Where it is a link, as in a folder of dotfiles, the link stays and leads to the new text.
    """
    target = Path(os.path.realpath(path))
    try:
        # mkstemp's file is for its owner alone from its first byte.
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(MODE)
            Path(name).replace(target)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise DotfileUnusable(path=path, problem=_why(error, "be written")) from None


def remove_or_write(path: Path, text: str) -> None:
    """Write it, or remove the file where nothing would be left in it; a link stays."""
    if text.strip() or path.is_symlink():
        write(path, text)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise DotfileUnusable(path=path, problem=_why(error, "be removed")) from None


def is_open_to_others(path: Path) -> bool:
    """Tell whether others than its owner may read it."""
    try:
        return bool(path.stat().st_mode & 0o077)
    except OSError:
        return False


def require_writable(path: Path) -> None:
    """Raise `DotfileUnusable` unless `write` could do its work now."""
    folder = Path(os.path.realpath(path)).parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DotfileUnusable(path=path, problem=f"cannot be written (no access to {folder})")


def _why(error: OSError, what: str) -> str:
    return f"cannot {what} ({os.strerror(error.errno) if error.errno else error})"
