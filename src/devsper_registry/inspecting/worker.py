"""The inspecting process: `python -m devsper_registry.inspecting.worker`, one job after another.

It ends when its input does, which is how it learns that the server has gone, even by kill -9.
"""

import traceback

from devsper_registry.distribution import judging
from devsper_registry.errors import InspectionTooCostly, RegistryError
from devsper_registry.inspecting.messages import Answer, Failure, Job
from devsper_registry.inspecting.serving import allow, give_up_rights, serve
from devsper_registry.inspecting.telling import told

# Address space. The process begins with 45 MB of it, and an inspection is held to 32 MiB.
MOST_MEMORY = 512 * 1024 * 1024


def main() -> None:
    """Answer jobs until there are no more."""
    give_up_rights(memory=MOST_MEMORY)
    serve(lambda job: told(_answer(job)))


def _answer(job: Job) -> Answer:
    allow(job.seconds)
    try:
        with job.path.open("rb") as file:
            return judging.inspect(file, filename=job.filename, policy=job.policy)
    except RegistryError as refusal:
        return refusal
    except MemoryError:
        return InspectionTooCostly(filename=job.filename, what="memory")
    except Exception:  # the server raises and logs it, where there is somebody to answer
        return Failure(traceback.format_exc())


if __name__ == "__main__":
    main()
