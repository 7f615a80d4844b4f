"""Refusals: jobs that administrators decide on."""

from devsper_registry.errors.refusal import Kind, RegistryError


class JobNotFound(RegistryError):
    kind = Kind.NOT_FOUND
    code = "job.not-found"
    field = "id"
    sentence = (
        "There is no job {job} in the queue: it was done or discarded; list the jobs to see those "
        "that are held."
    )


class JobNotHeld(RegistryError):
    kind = Kind.CONFLICT
    code = "job.not-held"
    field = "id"
    sentence = (
        "The job {job} is not held but {state}: leave it to the worker, which holds it if it fails "
        "for good."
    )
