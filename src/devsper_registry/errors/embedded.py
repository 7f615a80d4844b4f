"""Refusals: the embedded database."""

from devsper_registry.errors.refusal import Kind, RegistryError


class DataDirUnusable(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "data-dir.unusable"
    sentence = (
        "DATA_DIR {directory} cannot be written ({reason}): correct that, or choose another one."
    )


class DataDirForeign(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "data-dir.foreign"
    sentence = (
        "DATA_DIR {directory} belongs to the user with the id {uid}, and files of root in it would "
        "shut that one out: run this as that user, or choose another DATA_DIR."
    )


class EmbeddedMissing(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.missing"
    sentence = (
        "The embedded PostgreSQL is not installed: run `pip install 'devsper-registry[embedded]'`, "
        "or name a PostgreSQL of your own in DATABASE_URL."
    )


class EmbeddedUserUnnamed(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.user-unnamed"
    sentence = (
        "The user {uid} has no entry in /etc/passwd, which the embedded PostgreSQL needs: "
        "run as a user that has one, or name a PostgreSQL in DATABASE_URL."
    )


class EmbeddedForeign(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.foreign"
    sentence = (
        "The database in {directory} belongs to the user with the id {uid}: "
        "start the registry as that user, or choose another DATA_DIR."
    )


class EmbeddedInUse(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.in-use"
    sentence = (
        "Another registry is running in {directory}: stop it first, or choose another DATA_DIR."
    )


class EmbeddedStillRunning(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.still-running"
    sentence = (
        "A PostgreSQL that this registry did not start (process {pid}) runs on {directory}: "
        "stop it, then start again."
    )


class EmbeddedOtherVersion(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.other-version"
    sentence = (
        "The database in {directory} was made by PostgreSQL {found} and this is {wanted}: dump it "
        "with the pg_dumpall of version {found}, move the directory away, start once, restore the "
        "dump with psql; or choose another DATA_DIR."
    )


class EmbeddedFailed(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "embedded.failed"
    sentence = (
        "The embedded PostgreSQL does not start in {directory} ({reason}): correct that "
        "(postgres.log beside it may say more), or choose another DATA_DIR."
    )
