"""What the functions of the standard library and of known packages do, by their dotted names."""

from enum import Enum
from functools import lru_cache


class Effect(Enum):
    """What a call does."""

    RUN_CODE = "runs code"
    COMPILE = "compiles code"
    LOAD = "loads a program"
    IMPORT = "imports by name"
    SPAWN = "starts a program"
    CONNECT = "uses the network"
    DECODE = "decodes"
    READ = "reads a file"
    WRITE = "writes a file"
    OPEN = "opens a file"
    COPY = "copies a file"
    DELETE = "deletes files"
    IDENTITY = "asks who and where"
    VARIABLE = "reads a variable of the environment"
    SECRET = "reads a secret"  # noqa: S105 - a description
    OVERHEAR = "listens to the person"
    CALL_BACK = "calls what it is given"
    REGISTRY = "writes the Windows registry"
    CLIPBOARD = "writes the clipboard"
    REFLECT = "looks up an attribute"
    NAMESPACE = "gives a namespace"
    MACHINE_CODE = "places machine code"
    DUPLICATE = "moves a file descriptor"
    PACK = "puts files into an archive"
    SETUP = "describes a build"


def _names(effect: Effect, text: str) -> dict[str, Effect]:
    return dict.fromkeys(text.split(), effect)


_EXACT: dict[str, Effect] = {
    **_names(
        Effect.RUN_CODE,
        "exec eval execfile builtins.exec builtins.eval builtins.execfile runpy.run_path "
        "code.InteractiveInterpreter.runcode code.InteractiveInterpreter.runsource "
        "code.InteractiveConsole.push code.InteractiveConsole.runcode timeit.timeit "
        "cProfile.run profile.run pickle.loads cPickle.loads _pickle.loads dill.loads "
        "cloudpickle.loads jsonpickle.decode types.FunctionType types.LambdaType "
        "types.CodeType yaml.unsafe_load shelve.open js2py.eval_js pty.exec",
    ),
    **_names(Effect.COMPILE, "compile builtins.compile codeop.compile_command ast.parse"),
    **_names(
        Effect.LOAD,
        "ctypes.CDLL ctypes.cdll.LoadLibrary ctypes.windll.LoadLibrary ctypes.WinDLL "
        "ctypes.PyDLL ctypes.OleDLL importlib.util.spec_from_file_location imp.load_source "
        "imp.load_dynamic imp.load_compiled imp.load_module "
        "importlib.machinery.SourceFileLoader importlib.machinery.ExtensionFileLoader "
        "importlib.machinery.SourcelessFileLoader zipimport.zipimporter site.addsitedir "
        "sys.path.insert sys.path.append",
    ),
    **_names(
        Effect.IMPORT,
        "__import__ builtins.__import__ importlib.import_module importlib.__import__",
    ),
    **_names(
        Effect.SPAWN,
        "os.system os.popen os.popen2 os.popen3 os.popen4 os.startfile os.execl os.execle "
        "os.execlp os.execlpe os.execv os.execve os.execvp os.execvpe os.spawnl os.spawnle "
        "os.spawnlp os.spawnv os.spawnve os.spawnvp os.posix_spawn os.posix_spawnp "
        "posix.system posix.popen posix.execv posix.execve nt.system nt.startfile "
        "subprocess.run subprocess.call subprocess.check_call subprocess.check_output "
        "subprocess.Popen subprocess.getoutput subprocess.getstatusoutput commands.getoutput "
        "commands.getstatusoutput pty.spawn asyncio.create_subprocess_exec "
        "asyncio.create_subprocess_shell platform.popen pexpect.spawn pexpect.run "
        "distutils.spawn.spawn ctypes.CDLL.system ctypes.cdll.msvcrt.system pip.main "
        "pip._internal.main pip._internal.cli.main.main _posixsubprocess.fork_exec "
        "ctypes.windll.shell32.ShellExecuteA ctypes.windll.shell32.ShellExecuteW "
        "win32api.ShellExecute win32process.CreateProcess sh.bash sh.sh sh.curl "
        "ctypes.windll.kernel32.WinExec",
    ),
    **_names(
        Effect.CONNECT,
        "socket.socket.connect socket.socket.connect_ex socket.socket.send "
        "socket.socket.sendall socket.socket.sendto socket.create_connection "
        "socket.gethostbyname socket.gethostbyname_ex socket.getaddrinfo "
        "socket.create_connection.send socket.create_connection.sendall socket.socket.recv "
        "socket.create_connection.recv socket.socket.recvfrom ssl.SSLContext.wrap_socket "
        "urllib.request.urlopen urllib.request.urlretrieve urllib.request.URLopener.retrieve "
        "urllib.request.FancyURLopener.retrieve urllib.request.build_opener.open "
        "urllib2.urlopen urllib.urlopen urllib.urlretrieve urllib3.PoolManager.request "
        "urllib3.request urllib3.PoolManager.urlopen http.client.HTTPConnection.request "
        "http.client.HTTPSConnection.request http.client.HTTPConnection.getresponse "
        "http.client.HTTPSConnection.getresponse http.client.HTTPSConnection.send "
        "http.client.HTTPConnection.send httplib.HTTPConnection.request "
        "httplib.HTTPSConnection.request ftplib.FTP ftplib.FTP.storbinary "
        "ftplib.FTP.retrbinary ftplib.FTP.storlines ftplib.FTP_TLS.storbinary "
        "smtplib.SMTP.sendmail smtplib.SMTP.send_message smtplib.SMTP_SSL.sendmail "
        "smtplib.SMTP_SSL.send_message telnetlib.Telnet telnetlib.Telnet.write "
        "dns.resolver.resolve dns.resolver.query dns.resolver.Resolver.resolve "
        "dns.resolver.Resolver.query paramiko.SSHClient.connect paramiko.SFTPClient.put "
        "paramiko.Transport asyncio.open_connection websocket.create_connection "
        "websocket.create_connection.send websockets.connect websockets.sync.client.connect "
        "xmlrpc.client.ServerProxy wget.download gdown.download git.Repo.clone_from "
        "discord_webhook.DiscordWebhook discord_webhook.DiscordWebhook.execute "
        "dhooks.Webhook.send dhooks.Webhook dhooks.File discord.SyncWebhook.from_url.send "
        "discord.Webhook.from_url.send telebot.TeleBot.send_message "
        "telebot.TeleBot.send_document telegram.Bot.send_message telegram.Bot.send_document "
        "pycurl.Curl.perform pycurl.Curl.setopt urllib.request.Request "
        "socketio.Client.connect socketio.Client.emit pyngrok.ngrok.connect "
        "boto3.client.put_object boto3.client.upload_file",
    ),
    **_names(
        Effect.DECODE,
        "base64.b64decode base64.b32decode base64.b16decode base64.b85decode base64.a85decode "
        "base64.urlsafe_b64decode base64.standard_b64decode base64.decodebytes "
        "base64.decodestring base64.b32hexdecode binascii.unhexlify binascii.a2b_hex "
        "binascii.a2b_base64 binascii.a2b_uu zlib.decompress zlib.decompressobj.decompress "
        "gzip.decompress bz2.decompress bz2.BZ2Decompressor.decompress lzma.decompress "
        "codecs.decode codecs.getdecoder bytes.fromhex bytearray.fromhex marshal.loads "
        "cryptography.fernet.Fernet.decrypt quopri.decodestring uu.decode chr unichr "
        "builtins.chr urllib.parse.unquote_to_bytes base58.b58decode brotli.decompress "
        "zstandard.decompress lz4.frame.decompress Crypto.Util.Padding.unpad "
        "Crypto.Util.strxor.strxor gzip.GzipFile.read pybase64.b64decode "
        "nacl.secret.SecretBox.decrypt",
    ),
    **_names(Effect.OPEN, "open io.open codecs.open os.fdopen file builtins.open aiofiles.open"),
    **_names(
        Effect.READ,
        "os.open os.listdir os.walk os.scandir os.fwalk glob.glob glob.iglob sqlite3.connect "
        "linecache.getlines configparser.ConfigParser.read configparser.RawConfigParser.read "
        "json.load pathlib.Path.read_text pathlib.Path.read_bytes pathlib.Path.glob "
        "pathlib.Path.rglob pathlib.Path.iterdir fileinput.input numpy.fromfile tarfile.open",
    ),
    **_names(Effect.WRITE, "pathlib.Path.write_text pathlib.Path.write_bytes"),
    **_names(
        Effect.COPY,
        "shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move os.rename "
        "os.replace os.link os.symlink distutils.file_util.copy_file",
    ),
    **_names(
        Effect.PACK,
        "zipfile.ZipFile.write tarfile.open.add shutil.make_archive tarfile.TarFile.add "
        "zipfile.ZipFile.writestr",
    ),
    **_names(Effect.DELETE, "shutil.rmtree"),
    **_names(
        Effect.IDENTITY,
        "socket.gethostname socket.getfqdn getpass.getuser platform.node platform.uname "
        "os.getlogin os.uname os.getcwd uuid.getnode pwd.getpwuid pwd.getpwall "
        "psutil.net_if_addrs psutil.users getmac.get_mac_address os.getcwdb "
        "win32api.GetUserName win32api.GetComputerName",
    ),
    **_names(Effect.VARIABLE, "os.getenv os.environ.get os.environ.pop os.environb.get"),
    **_names(
        Effect.SECRET,
        "keyring.get_password keyring.get_credential win32crypt.CryptUnprotectData "
        "browser_cookie3.chrome browser_cookie3.load browser_cookie3.firefox "
        "browser_cookie3.edge browsercookie.chrome browsercookie.load netrc.netrc "
        "boto3.Session.get_credentials boto3.session.Session.get_credentials "
        "botocore.session.Session.get_credentials getpass.getpass pyperclip.paste "
        "win32clipboard.GetClipboardData clipboard.paste PIL.ImageGrab.grab ImageGrab.grab "
        "pyautogui.screenshot mss.mss.shot mss.mss.grab pyscreenshot.grab "
        "cv2.VideoCapture.read sounddevice.rec input raw_input builtins.input "
        "ctypes.windll.crypt32.CryptUnprotectData browser_cookie3.brave browser_cookie3.opera",
    ),
    **_names(
        Effect.OVERHEAR,
        "pynput.keyboard.Listener keyboard.on_press keyboard.hook keyboard.on_release "
        "pyHook.HookManager pynput.mouse.Listener",
    ),
    **_names(
        Effect.CALL_BACK,
        "threading.Thread threading.Timer threading.Thread.start multiprocessing.Process "
        "_thread.start_new_thread thread.start_new_thread atexit.register asyncio.run "
        "asyncio.create_task asyncio.ensure_future asyncio.get_event_loop.run_until_complete "
        "asyncio.new_event_loop.run_until_complete asyncio.gather sys.settrace sys.setprofile "
        "sys.addaudithook codecs.register sys.meta_path.append sys.meta_path.insert "
        "sys.path_hooks.append sys.path_hooks.insert signal.signal weakref.finalize "
        "gc.callbacks.append concurrent.futures.ThreadPoolExecutor.submit "
        "concurrent.futures.ThreadPoolExecutor.map "
        "concurrent.futures.ProcessPoolExecutor.submit multiprocessing.Pool.map map filter "
        "functools.reduce functools.partial sorted min max list tuple set any all sum next "
        "iter codecs.register_error sched.scheduler.enter os.register_at_fork trio.run "
        "anyio.run contextlib.ExitStack.callback readline.set_completer "
        "multiprocessing.Pool.apply_async",
    ),
    **_names(
        Effect.REGISTRY,
        "winreg.SetValueEx winreg.SetValue winreg.CreateKey winreg.CreateKeyEx _winreg.SetValueEx",
    ),
    **_names(
        Effect.CLIPBOARD,
        "pyperclip.copy win32clipboard.SetClipboardText win32clipboard.SetClipboardData "
        "clipboard.copy",
    ),
    **_names(
        Effect.REFLECT,
        "getattr builtins.getattr operator.attrgetter operator.methodcaller "
        "object.__getattribute__",
    ),
    **_names(Effect.NAMESPACE, "globals locals vars builtins.globals builtins.vars"),
    **_names(
        Effect.MACHINE_CODE,
        "ctypes.windll.kernel32.VirtualAlloc ctypes.windll.kernel32.VirtualProtect "
        "ctypes.windll.kernel32.RtlMoveMemory ctypes.windll.kernel32.CreateThread "
        "ctypes.windll.kernel32.WriteProcessMemory ctypes.windll.kernel32.CreateRemoteThread "
        "ctypes.windll.kernel32.VirtualAllocEx ctypes.windll.ntdll.RtlMoveMemory "
        "ctypes.windll.kernel32.EnumSystemLocalesA ctypes.CDLL.mprotect",
    ),
    **_names(Effect.DUPLICATE, "os.dup2"),
    **_names(
        Effect.SETUP,
        "setuptools.setup distutils.core.setup setup numpy.distutils.core.setup skbuild.setup",
    ),
}
_HTTP = frozenset({"requests", "httpx", "httpx2", "aiohttp", "niquests", "curl_cffi", "grequests"})
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "request", "stream", "send"})


@lru_cache(maxsize=8192)
def effect_of(name: str) -> Effect | None:
    """What a call of this dotted name does, as far as it is known here."""
    found = _EXACT.get(name)
    if found is not None or "." not in name:
        return found
    root, _, rest = name.partition(".")
    last = rest.rpartition(".")[2]
    if root in _HTTP and last in _VERBS:
        return Effect.CONNECT
    if root == "ctypes" and last in ("VirtualAlloc", "RtlMoveMemory", "CreateThread"):
        return Effect.MACHINE_CODE
    if root in ("Crypto", "Cryptodome", "cryptography") and last in ("decrypt", "update"):
        return Effect.DECODE
    return None
