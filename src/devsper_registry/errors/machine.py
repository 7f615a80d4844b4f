"""Refusals: settings, the database and the storage."""

from devsper_registry.errors.refusal import Kind, RegistryError


class SettingInvalid(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "setting.invalid"
    sentence = "{setting} {problem}"


class MetricsClosed(RegistryError):
    kind = Kind.FORBIDDEN
    code = "metrics.closed"
    sentence = "The metrics are closed: set METRICS_TOKEN, and give it as a Bearer token."


class ServerLeaving(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "server.leaving"
    sentence = "The registry is being restarted and broke this request off: try again in a moment."


class DatabaseUnavailable(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "database.unavailable"
    sentence = "The database does not answer: try again in a moment."


class DatabaseUnreachable(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "database.unreachable"
    sentence = (
        "No PostgreSQL answers at {place} ({reason}): start it, or correct DATABASE_URL "
        "(DATABASE_DIRECT_URL, where that is set)."
    )


class StorageUnavailable(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "storage.unavailable"
    sentence = "The file storage does not answer: try again in a moment."


class StorageFull(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "storage.full"
    sentence = "The file storage is full: ask the administrator to make room, then try again."


class DatabaseRefused(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "database.refused"
    sentence = "PostgreSQL refuses the connection ({reason}): correct DATABASE_URL."


class DatabaseTooOld(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "database.too-old"
    sentence = (
        "The database server is PostgreSQL {found}, and the registry needs {wanted} or newer: "
        "upgrade it, or name another one in DATABASE_URL."
    )


class DatabaseNewer(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "database.newer"
    sentence = (
        "The database is at revision '{revision}', which this version of the registry does not "
        "know: start the newer version that brought it there, restore a backup, or name another "
        "database in DATABASE_URL (another DATA_DIR, where the database is in there)."
    )


class DatabaseNotMigrated(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "database.not-migrated"
    sentence = (
        "The database lacks the revision '{revision}': run `devsper-registry migrate`, "
        "then start again."
    )


class MigrationBlocked(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "database.migration-blocked"
    sentence = (
        "The migration waited too long for a lock or ran too long ({reason}), and nothing of its "
        "step was kept: run `devsper-registry migrate` again when the database is quieter."
    )
