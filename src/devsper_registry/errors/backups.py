"""Refusals: backups, and what is restored from them."""

from devsper_registry.errors.refusal import Kind, RegistryError


class BackupElsewhere(RegistryError):
    kind = Kind.INVALID
    code = "backup.elsewhere"
    sentence = (
        "{folder} is not empty and holds no backup: name a new folder, or one of an earlier "
        "backup, whose files are then not copied again."
    )


class BackupUnwritable(RegistryError):
    kind = Kind.INVALID
    code = "backup.unwritable"
    sentence = "{folder} cannot be written ({reason}): make room there, or name another folder."


class BackupMissing(RegistryError):
    kind = Kind.INVALID
    code = "backup.missing"
    sentence = (
        "There is no whole backup in {folder} (no manifest.json): name the folder of one, and if "
        "it was interrupted, make it anew with the same command."
    )


class BackupForeign(RegistryError):
    kind = Kind.INVALID
    code = "backup.foreign"
    sentence = (
        "The manifest in {folder} is not one that this version reads ({problem}): restore it with "
        "the version that made it, or a newer one."
    )


class BackupDamaged(RegistryError):
    kind = Kind.INVALID
    code = "backup.damaged"
    sentence = (
        "The backup is damaged: {part} {problem}. Take an older backup, or another copy of it."
    )


class BackupNewer(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "backup.newer"
    sentence = (
        "The backup is of revision '{revision}', which this version of the registry does not "
        "know: restore it with version {version} or a newer one."
    )


class ObjectMissing(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "backup.object-missing"
    sentence = (
        "The storage lacks an object that a file names (SHA-256 {sha256}), so that there is no "
        "whole backup: take the object from an older one, or delete the file; then try again."
    )


class RestoreNotEmpty(RegistryError):
    kind = Kind.CONFLICT
    code = "restore.not-empty"
    sentence = (
        "The database has a registry in it already: name an empty one, or say --replace to lose "
        "all that is there."
    )


class RestoreWhileServing(RegistryError):
    kind = Kind.CONFLICT
    code = "restore.while-serving"
    sentence = (
        "A registry is running on this database ({connections} connections): stop every replica "
        "and worker, then restore."
    )
