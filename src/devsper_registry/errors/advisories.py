"""Refusals: advisories that are imported, and questions about them."""

from devsper_registry.errors.refusal import Kind, RegistryError


class NoAdvisories(RegistryError):
    kind = Kind.INVALID
    code = "advisories.nothing"
    sentence = (
        "There is no advisory (.json) and no zip of them below {places}: name a folder of OSV "
        "documents, or the all.zip of an OSV database."
    )


class AdvisoryNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "advisory.not-found"
    sentence = (
        "There is no advisory '{id}' here: check the id, or import the database that has it "
        "(`devsper-registry advisories import`)."
    )


class TooManyQueries(RegistryError):
    kind = Kind.INVALID
    code = "advisories.too-many-queries"
    sentence = "A batch may have {limit} queries and this one has {count}: send several."


class QueryWrong(RegistryError):
    kind = Kind.INVALID
    code = "advisories.query-wrong"
    sentence = "The query cannot be answered: {problem}"
