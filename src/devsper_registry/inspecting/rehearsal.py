"""A first file, made here, which every check sees before it is confined, so that all is loaded."""

import io
import zipfile

from devsper_registry.distribution.policy import DEFAULT_POLICY
from devsper_registry.inspecting.steps import Opening, Step

_FILENAME = "rehearsal-1.0-py3-none-any.whl"
_METADATA = b"Metadata-Version: 2.1\nName: rehearsal\nVersion: 1.0\nSummary: A rehearsal.\n"
_FILES = {
    "rehearsal/__init__.py": b"# -*- coding: utf-8 -*-\nimport os\n\nos.system('true')\n",
    "rehearsal/broken.py": b"def :\n",
    "rehearsal/data.json": b'{"key": "value"}\n',
    "rehearsal/native.so": b"\x7fELF\x02\x01\x01" + bytes(100),
    "rehearsal.pth": b"import rehearsal\n",
    "rehearsal-1.0.dist-info/METADATA": _METADATA,
    "rehearsal-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\n",
    "rehearsal-1.0.dist-info/entry_points.txt": b"[console_scripts]\nrun = rehearsal:main\n",
    "rehearsal-1.0.dist-info/RECORD": b"",
}


def examine(steps: list[Step]) -> None:
    """Take all steps with the file; nobody is told what they found."""
    opening = Opening(io.BytesIO(_wheel()), filename=_FILENAME, policy=DEFAULT_POLICY)
    for step in steps:
        step.take(opening)


def _wheel() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in _FILES.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return packed.getvalue()
