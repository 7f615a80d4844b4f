"""Refusals: files that are withheld, their examination, and the policy that decides on them."""

from devsper_registry.errors.refusal import Kind, RegistryError


class FileNotExamined(RegistryError):
    kind = Kind.FORBIDDEN
    code = "file.not-examined"
    sentence = (
        "The file '{filename}' is being examined and is not given out before that has ended: "
        "try again in a moment."
    )


class FileHeld(RegistryError):
    kind = Kind.FORBIDDEN
    code = "file.held"
    sentence = (
        "The file '{filename}' is held until an administrator has looked at what was found in it: "
        "take another version, or ask one."
    )


class FileQuarantined(RegistryError):
    kind = Kind.FORBIDDEN
    code = "file.quarantined"
    sentence = (
        "The file '{filename}' is in quarantine, as it may be unsafe: use another version, and do "
        "not take this one from elsewhere either."
    )


class FileRejected(RegistryError):
    kind = Kind.FORBIDDEN
    code = "file.rejected"
    sentence = (
        "The file '{filename}' was rejected by an administrator and is not given out: use another "
        "version."
    )


class ExaminationUnderWay(RegistryError):
    kind = Kind.CONFLICT
    code = "verification.under-way"
    field = "filename"
    sentence = (
        "The file '{filename}' is waiting to be examined already: its state tells the verdict."
    )


class ExemptionNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "exemption.not-found"
    field = "id"
    sentence = "There is no such exemption, or it has ended: the package lists its exemptions."


class ExemptionOver(RegistryError):
    kind = Kind.INVALID
    code = "exemption.expiry"
    field = "expires_at"
    sentence = (
        "The exemption would end at {expiry}: give a moment in the future, at most {days} days off."
    )


class CheckUnknown(RegistryError):
    kind = Kind.INVALID
    code = "check.unknown"
    field = "check"
    sentence = "There is no check '{check}': it is one of {known}."


class PolicyInvalid(RegistryError):
    kind = Kind.MISCONFIGURED
    code = "policy.invalid"
    sentence = "The policy {path} (VERIFICATION_POLICY) is not usable: {problem}"
