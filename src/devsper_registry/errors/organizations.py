"""Refusals: organizations, their people, and packages that change hands."""

from devsper_registry.errors.refusal import Kind, RegistryError


class OrganizationNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "organization.not-found"
    sentence = "There is no organization '{organization}' that you belong to: check the spelling."


class OrganizationNameInvalid(RegistryError):
    kind = Kind.INVALID
    code = "organization.name-invalid"
    field = "name"
    sentence = (
        "'{organization}' cannot name an organization: use 1 to 64 lower-case letters, digits, "
        "'.', '_' or '-', the first a letter or digit."
    )


class OrganizationNameTaken(RegistryError):
    kind = Kind.CONFLICT
    code = "organization.name-taken"
    field = "name"
    sentence = "An account or an organization has the name '{organization}': choose another."


class OrganizationNotYours(RegistryError):
    kind = Kind.FORBIDDEN
    code = "organization.not-yours"
    sentence = "Only an owner of '{organization}' may do this: ask one."


class OrganizationNotRun(RegistryError):
    kind = Kind.FORBIDDEN
    code = "organization.not-run"
    sentence = "Only an owner or admin of '{organization}' may do this: ask one."


class OrganizationNotEmpty(RegistryError):
    kind = Kind.CONFLICT
    code = "organization.not-empty"
    sentence = "'{organization}' still has packages: transfer or delete them first."


class LastOrganizationOwner(RegistryError):
    kind = Kind.CONFLICT
    code = "organization.last-owner"
    field = "account"
    sentence = (
        "'{account}' is the last owner of '{organization}': make somebody else an owner first."
    )


class MemberNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "member.not-found"
    field = "account"
    sentence = "'{account}' does not belong to '{organization}': check the spelling."


class MemberExists(RegistryError):
    kind = Kind.CONFLICT
    code = "member.exists"
    field = "account"
    sentence = "'{account}' belongs to '{organization}' already: change the position instead."


class InvitationNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "invitation.not-found"
    sentence = (
        "There is no such open invitation: it may have expired, been answered or taken back; "
        "ask for a new one."
    )


class InvitationForNobody(RegistryError):
    kind = Kind.INVALID
    code = "invitation.for-nobody"
    sentence = "Say whom to invite: give the name of an account or an e-mail address, one of both."


class TransferForNobody(RegistryError):
    kind = Kind.INVALID
    code = "transfer.for-nobody"
    sentence = "Say who gets the package: give an account or an organization, one of both."


class TransferToStranger(RegistryError):
    kind = Kind.FORBIDDEN
    code = "transfer.to-stranger"
    field = "account"
    sentence = (
        "'{account}' has no part in '{package}', and nobody is given a package unasked: "
        "let them become a collaborator first."
    )
