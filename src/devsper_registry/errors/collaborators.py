"""Refusals: who has a role in a package."""

from devsper_registry.errors.refusal import Kind, RegistryError


class CollaboratorExists(RegistryError):
    kind = Kind.CONFLICT
    code = "collaborator.exists"
    field = "account"
    sentence = "'{account}' is {role} of '{package}' already: change that role instead."


class CollaboratorNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "collaborator.not-found"
    field = "account"
    sentence = "'{account}' has no role in '{package}': check the spelling, or add the account."


class LastOwner(RegistryError):
    kind = Kind.CONFLICT
    code = "collaborator.last-owner"
    field = "account"
    sentence = "'{account}' is the last owner of '{package}': make somebody else an owner first."
