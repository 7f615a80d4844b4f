"""The examining process: `python -m devsper_registry.inspecting.examiner`.

It reads no archive itself. For each file it forks a process that is confined and examines it, so
that every file meets the same clean state, and a check that hangs, exhausts or breaks its process
takes nothing along but its own answer: another fork does the checks that are left.
"""

import encodings
import gc
import importlib
import pkgutil
import time
import traceback

from devsper_registry.inspecting import fork, rehearsal
from devsper_registry.inspecting.confinement import NotConfined
from devsper_registry.inspecting.messages import Examination, Failure
from devsper_registry.inspecting.reporting import Told, told
from devsper_registry.inspecting.serving import give_up_rights, serve
from devsper_registry.inspecting.steps import Step, steps
from devsper_registry.verification.report import Ending


def main(planned: list[Step]) -> None:
    """Answer jobs until there are no more."""
    give_up_rights(memory=None)
    _warm(planned)
    serve(lambda job: told(_answer(job, planned)))


def _warm(planned: list[Step]) -> None:
    """Load whatever checks may want, because a confined process opens no file."""
    for module in pkgutil.iter_modules(encodings.__path__):
        if module.name not in ("mbcs", "oem"):  # of Windows
            importlib.import_module(f"encodings.{module.name}")
    rehearsal.examine(planned)
    # What is here now stays, so forks need not copy it when they collect garbage.
    gc.collect()
    gc.freeze()


def _answer(job: Examination, planned: list[Step]) -> list[Told] | Failure:
    try:
        return _examined(job, planned)
    except (NotConfined, OSError):  # of this process or machine, whatever the file is
        return Failure(traceback.format_exc())


def _examined(job: Examination, planned: list[Step]) -> list[Told]:
    """One fork after another, until each step has been taken or has brought its fork down."""
    deadline = time.monotonic() + 2 * job.seconds
    left, found = list(planned), list[Told]()
    while left:
        sheets, ending = fork.taken(job, left, before=deadline)
        found += (Told(s.name, s.version, sheet) for s, sheet in zip(left, sheets, strict=False))
        if len(sheets) == 1 and left[0].opens and ending is None:
            break  # it said why nobody could read the file
        left = left[len(sheets) :]
        if ending is None or not left:
            continue
        culprit = left.pop(0)
        found.append(Told(culprit.name, culprit.version, None, ending))
        if culprit.opens:
            break
        if ending is Ending.TIME and time.monotonic() > deadline:
            found += (Told(step.name, step.version, None, ending) for step in left)
            break
    return found


if __name__ == "__main__":
    main(steps())
