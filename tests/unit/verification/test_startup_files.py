"""Files that Python runs at its start."""

import pytest

from devsper_registry.verification.checks import startup_files
from tests.unit.verification.opening import codes, found

NAMESPACE = (
    b"import sys, types, os;has_mfs = sys.version_info > (3, 5);"
    b"p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('zope',));"
    b"importlib = has_mfs and __import__('importlib.util');"
    b"has_mfs and __import__('importlib.machinery');"
    b"m = has_mfs and sys.modules.setdefault('zope', importlib.util.module_from_spec("
    b"importlib.machinery.PathFinder.find_spec('zope', [os.path.dirname(p)])));"
    b"m = m or sys.modules.setdefault('zope', types.ModuleType('zope'));"
    b"mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)\n"
)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"demo/__init__.py": b"", "demo.pth": b"demo\n# import os\n\n"}, []),
        ({"demo.pth": b"import os; os.system('x')\n"}, ["code-in-pth"]),
        ({"demo.pth": b"import\tos; os.system('x')\n"}, ["code-in-pth"]),
        ({"demo.PTH": b"x\nimport os\n"}, ["code-in-pth"]),
        ({"demo/__init__.py": b"", "demo.pth": b"import demo\n"}, ["own-module"]),
        ({"zope-nspkg.pth": NAMESPACE}, ["of-setuptools"]),
        (
            {"zope-nspkg.pth": NAMESPACE.replace(b"'zope',)", b"'zope',);os.system(1)")},
            ["code-in-pth"],
        ),
        ({"demo.pth": b"/tmp/elsewhere\n"}, ["path-in-pth"]),
        ({"demo.pth": b"../../elsewhere\n"}, ["path-in-pth"]),
        ({"demo.pth": b"C:\\elsewhere\n"}, ["path-in-pth"]),
        ({"demo/inner.pth": b"import os\n"}, []),
        ({"demo-1.0.data/purelib/demo.pth": b"import os\n"}, ["code-in-pth"]),
        (
            {"demo-1.0.data/data/lib/python3.12/site-packages/d.pth": b"import os\n"},
            ["code-in-pth"],
        ),
        ({"demo-1.0.data/data/share/d.pth": b"import os\n"}, []),
        ({"sitecustomize.py": b""}, ["customize"]),
        ({"usercustomize/__init__.py": b""}, ["customize"]),
        ({"sitecustomize.cpython-313-x86_64-linux-gnu.so": b""}, ["customize"]),
        ({"demo/sitecustomize.py": b""}, []),
    ],
)
def test_startup_files(files: dict[str, bytes], expected: list[str]) -> None:
    assert codes(startup_files, files) == expected


def test_the_line_is_named_and_shown() -> None:
    (finding,) = found(startup_files, {"demo.pth": b"# first\nimport os; os.system('x')\n"})
    assert (finding.path, finding.line) == ("demo.pth", 2)
    assert finding.evidence == "import os; os.system('x')"
    assert finding.sentence == (
        "'demo.pth' runs code whenever Python starts, without the package being imported."
    )
