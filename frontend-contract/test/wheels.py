"""Writes the files that the play begins with into the folder named on the command line."""

import sys
from pathlib import Path

from tests import build

DEMO = (
    "Summary: A small demonstration",
    "Keywords: demo,contract",
    "License-Expression: MIT",
    "Classifier: Programming Language :: Python :: 3",
    "Project-URL: Homepage, https://demo.example.com",
    "Requires-Dist: helpful>=1.0",
    "Description-Content-Type: text/markdown",
)
PLUGIN = b"[devsper.plugins]\ndemo = demo.plugin:plugin\n"

FILES = (
    build.wheel("helpful", "1.0", lines=("Summary: What others need",)),
    build.wheel("demo", "1.0", requires_python=">=3.9", lines=DEMO, description="# Demo\n"),
    build.sdist("demo", "1.0", requires_python=">=3.9", lines=DEMO, description="# Demo\n"),
    build.wheel(
        "demo",
        "1.1",
        requires_python=">=3.9",
        lines=DEMO,
        description="# Demo\n\nNewer.\n",
        dist_info={"entry_points.txt": PLUGIN},
    ),
    build.wheel("doomed", "1.0"),
    build.wheel("doomed", "2.0"),
    build.sdist("doomed", "2.0"),
)

folder = Path(sys.argv[1])
for file in FILES:
    (folder / file.filename).write_bytes(file.content)
