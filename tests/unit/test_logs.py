"""What is logged of an error that nobody foresaw: where it happened, and no value at hand there."""

import subprocess
import sys

import pytest

from devsper_registry.settings import LogFormat

# A process of its own: how a program logs is settled once for all of it.
PROGRAM = """
import logging, sys
import structlog
from devsper_registry import logs
from devsper_registry.settings import LogFormat

def fails(held):
    raise ValueError("unforeseen")

logs.configure(LogFormat(sys.argv[1]))
for log in (structlog.get_logger(), logging.getLogger("uvicorn.error")):
    try:
        fails(sys.argv[2])
    except ValueError:
        log.exception("failed")
"""
HELD = "a-secret-that-looks-like-nothing"


@pytest.mark.parametrize("log_format", LogFormat)
def test_a_traceback_shows_no_values_of_variables(log_format: LogFormat) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, log_format, HELD],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.count("ValueError: unforeseen") == 2
    assert HELD not in done.stdout + done.stderr
