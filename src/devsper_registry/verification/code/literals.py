"""What the text of a literal speaks of: a path to secrets, a start-up file, a shell's download."""

import re
from functools import lru_cache

from devsper_registry.verification.code import marks
from devsper_registry.verification.code.listing import listed

# More than this is data; what a command or a path says stands at its beginning.
LONGEST_SEARCHED = 20_000
SHORTEST = 4

_SSH = r"\.ssh\b|\bid_(?:rsa|dsa|ecdsa|ed25519)\b|\.gnupg\b"
_CLOUD = (
    r"\.aws[/\\](?:credentials|config)|\.aws$|gcloud[/\\](?:credentials|application_default)|"
    r"application_default_credentials|\.azure[/\\]|\.azure$|\.kube[/\\]config|\.kube$|"
    r"\.docker[/\\]config|169\.254\.169\.254|serviceaccount[/\\]token|\.config[/\\]gh[/\\]hosts"
)
_PUBLISHING = r"\.pypirc\b|\.netrc\b|_netrc\b|\.git-credentials\b|\.npmrc\b|\.gem/credentials"
_BROWSER = (
    r"\bLogin Data\b|User Data[/\\]|\bLocal State$|\bWeb Data$|cookies\.sqlite|logins\.json|"
    r"key4\.db|Chrome[/\\]User Data|BraveSoftware|Mozilla[/\\]Firefox[/\\]Profiles|"
    r"\.mozilla[/\\]firefox|google-chrome|login\.keychain|Keychains[/\\]"
)
_WALLET = (
    r"wallet\.dat\b|\bExodus[/\\]|exodus\.wallet|Electrum[/\\]wallets|\.electrum\b|"
    r"Ethereum[/\\]keystore|\.ethereum\b|\.bitcoin\b|solana[/\\]id\.json|atomic[/\\]Local Storage|"
    r"nkbihfbeogaeaoehlefnkodbefgpgknn|Ledger Live|MetaMask[/\\]|Coinomi[/\\]|Guarda[/\\]"
)
_CHAT = (
    r"(?:discord\w*|Local Storage)[/\\]leveldb|Local Storage[/\\]leveldb|"
    r"\[\\w-\]\{24\}|mfa\\?\.\[\\w|Telegram Desktop[/\\]tdata|\btdata\b|"
    r"Slack[/\\](?:Cookies|storage)"
)
_SYSTEM = r"/etc/shadow\b|/etc/passwd\b|\.(?:bash|zsh)_history\b|System32[/\\]config[/\\]SAM"

_STARTUP = (
    r"\b(?:site|user)customize\b|\.pth$|\.bashrc\b|\.bash_profile\b|\.zshrc\b|\.zprofile\b|"
    r"[/~]\.profile\b|config\.fish\b|/etc/(?:cron|profile|rc\.local|init\.d|systemd|ld\.so\.preload)|"
    r"/var/spool/cron|systemd/(?:user|system)\b|LaunchAgents|LaunchDaemons|\.config/autostart|"
    r"Start Menu[/\\]+Programs[/\\]+Startup|CurrentVersion[/\\]+Run\b|authorized_keys\b|"
    r"\.git/hooks/|\.vscode/tasks\.json"
)
_WEBHOOK = (
    r"(?:discord|discordapp)\.com/api/(?:v\d+/)?webhooks/\d+|hooks\.slack\.com/services/T\w|"
    r"api\.telegram\.org/bot\d+|webhook\.site/[0-9a-f-]{8}|\boast(?:ify)?\.\w+|burpcollaborator|"
    r"interact\.sh|pipedream\.net|requestbin|ngrok(?:-free)?\.(?:io|app)|pastebin\.com/raw|"
    r"transfer\.sh\b|\.onion\b|api\.gofile\.io|/api/webhooks/\d"
)
_BOT_API = (
    r"(?:discord|discordapp)\.com/api/|api\.telegram\.org|api\.ipify\.org|ipinfo\.io|/webhooks?/"
)
_DOWNLOAD_AND_RUN = (
    r"\b(?:curl|wget|fetch)\b[^\n]{0,300}[|;&]\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b|"
    r"\b(?:curl|wget)\b[^\n]{0,300}\|\s*(?:sudo\s+)?python|"
    r"\b(?:ba|z)?sh\b[^\n]{0,20}(?:<\(|\$\(|`)\s*(?:curl|wget)|"
    r"\b(?:curl|wget)\b[^\n]{0,300}(?:&&|;)[^\n]{0,100}(?:chmod\s+\S*(?:x|7)|\./|/tmp/)|"
    r"(?i:powershell|pwsh)[^\n]{0,200}(?i:-e(?:nc|ncodedcommand|c)?\s|downloadstring|downloadfile|"
    r"invoke-webrequest|\biwr\b|\biex\b|webclient|frombase64string|start-bitstransfer)|"
    r"(?i:\b(?:iex|invoke-expression)\b[^\n]{0,100}(?:webclient|webrequest|\birm\b|\biwr\b))|"
    r"(?i:\bmshta(?:\.exe)?\s+(?:http|vbscript|javascript))|"
    r"(?i:certutil(?:\.exe)?\s[^\n]{0,80}-(?:urlcache|decode))|(?i:bitsadmin\s[^\n]{0,80}/transfer)|"
    r"(?i:rundll32(?:\.exe)?\s+(?:javascript|\\\\|http))|(?i:regsvr32\s[^\n]{0,80}/i:http)|"
    r"\bbase64\s+(?:-d|-D|--decode)\b[^\n]{0,80}\|\s*(?:ba|z|da)?sh\b|"
    r"\bxxd\s+-r[^\n]{0,80}\|\s*(?:ba|z|da)?sh\b"
)
_REVERSE_SHELL = (
    r"/dev/(?:tcp|udp)/|\b(?:nc|ncat|netcat)(?:\.\w+)?\s[^\n]{0,60}-[a-z]*e\s|"
    r"\bmkfifo\b[^\n]{0,100}\bnc\b|\bbash\s+-i\b[^\n]{0,20}>&|\bsocat\b[^\n]{0,100}exec:"
)
_PERSISTENCE = (
    r"\bcrontab\s+-|\|\s*crontab\b|(?i:\bschtasks(?:\.exe)?\s+/create)|(?i:\breg(?:\.exe)?\s+add\b)|"
    r"\bsystemctl\s[^\n]{0,40}enable\b|\blaunchctl\s+(?:load|bootstrap)\b|"
    r">>\s*\S*(?:\.bashrc|\.profile|\.zshrc|authorized_keys|crontab)|"
    r"(?i:add-mppreference|set-mppreference\s[^\n]{0,60}disable)|(?i:\bnet\s+user\s+\S+\s+\S+\s+/add)|"
    r"\buseradd\b"
)
_MINER = (
    r"stratum\+(?:tcp|ssl)://|\bxmrig\b|\bcryptonight\b|\brandomx\b|--donate-level|"
    r"\bminerd\b|supportxmr|nanopool|minexmr|\bt-rex\s+-a\b|\bnbminer\b"
)
_FOREIGN_INSTALL = (
    r"\bpip3?\s+(?:[\w-]+\s+)*install\s[^\n]{0,200}(?:--(?:extra-)?index-url|-i\s+http|"
    r"--trusted-host|git\+|https?://)"
)
_SENDING_COMMAND = (
    r"\bcurl\b[^\n]{0,200}(?:-d\b|-F\b|-T\b|--data|--form|--upload-file|-X\s*POST)|"
    r"\bwget\b[^\n]{0,200}--post|\b(?:nslookup|dig|host|ping)\b\s|\bcurl\b|\bwget\b"
)
_DESTRUCTION = (
    r"\brm\s+-\w*[rf]\w*\s+(?:--no-preserve-root\s+)?(?:/|~|\$HOME)(?:\s|$|\*|;)|\bmkfs\.\w+\s|"
    r"\bdd\s+if=/dev/(?:zero|u?random)\s+of=/dev/|(?i:\bformat\s+c:)|(?i:vssadmin\s+delete\s+shadows)|"
    r"(?i:del\s+/[fsq]\s[^\n]{0,20}c:\\)"
)
_ADDRESS_PATTERN = (
    r"\[13\]\[a-km-zA-HJ-NP-Z1-9\]|bc1\[|\(bc1\||\[a-zA-HJ-NP-Z0-9\]\{\d|0x\[a-fA-F0-9\]\{40\}|"
    r"\^?0x\[0-9a-fA-F\]\{40\}|\bbc1q[ac-hj-np-z02-9]{30,}\b|T\[A-Za-z1-9\]\{33\}"
)
_KEEPER = r"\b(?:api\.|uploads\.)?github\.com\b|\bgitlab\.com\b|\b(?:upload\.|test\.)?pypi\.org\b"

_MEANINGS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (mark, re.compile(pattern))
    for mark, pattern in (
        (marks.SSH, _SSH),
        (marks.CLOUD, _CLOUD),
        (marks.PUBLISHING, _PUBLISHING),
        (marks.BROWSER, _BROWSER),
        (marks.WALLET, _WALLET),
        (marks.CHAT, _CHAT),
        (marks.SYSTEM, _SYSTEM),
        (marks.STARTUP_PATH, _STARTUP),
        (marks.WEBHOOK, _WEBHOOK),
        (marks.BOT_API, _BOT_API),
        (marks.DOWNLOAD_AND_RUN, _DOWNLOAD_AND_RUN),
        (marks.REVERSE_SHELL, _REVERSE_SHELL),
        (marks.PERSISTENCE, _PERSISTENCE),
        (marks.MINER, _MINER),
        (marks.FOREIGN_INSTALL, _FOREIGN_INSTALL),
        (marks.SENDING_COMMAND, _SENDING_COMMAND),
        (marks.DESTRUCTION, _DESTRUCTION),
        (marks.ADDRESS_PATTERN, _ADDRESS_PATTERN),
        (marks.KEEPER, _KEEPER),
    )
)
_MEANT_WORDS = frozenset({"tdata", "xmrig", "minerd", "randomx", "cryptonight"})
_SECRET_NAME = re.compile(
    r"TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE_KEY|API_?KEY|ACCESS_KEY|^AWS_|^TWINE_|^GITHUB_"
)
_IDENTITY_NAME = re.compile(r"\A(?:USER|USERNAME|LOGNAME|HOSTNAME|COMPUTERNAME|USERDOMAIN)\Z")


# Most texts hold none of these, and then nothing is meant.
_TRIGGERS = listed(
    ".ssh id_ .gnupg .aws gcloud application_default .azure .kube .docker 169.254 "
    "serviceaccount .config .pypirc netrc .git-cred .npmrc .gem/ Login User Local Web "
    "cookies. logins. key4. Chrome Brave Mozilla mozilla google-chrome eychain wallet "
    "Exodus exodus Electrum electrum thereum .bitcoin solana atomic nkbih Ledger "
    "MetaMask Coinomi Guarda leveldb [\\w-] mfa tdata Slack slack /etc/ history "
    "System32 customize .pth rc .bash .profile .zprofile .fish cron systemd Launch "
    "autostart Start CurrentVersion authorized_keys hooks .vscode discord telegram "
    "webhook oast burp interact.sh pipedream bin ngrok transfer.sh .onion gofile ipify "
    "ipinfo curl wget fetch ower pwsh OWER iex IEX mshta certutil undll regsvr base64 "
    "xxd /dev/ nc mkfifo socat sh schtasks reg REG chtasks SCHTASKS CHTASKS systemctl "
    "launchctl >> net useradd stratum xmrig night randomx donate minerd minexmr "
    "nanopool miner t-rex pip rm mkfs dd format ssadmin del [13] bc1 0x T[A nslookup "
    "dig host ping github gitlab pypi Reg Invoke"
)


@lru_cache(maxsize=8192)
def meaning(text: str) -> int:
    """The marks of what the text speaks of."""
    if len(text) < SHORTEST or (text.isidentifier() and not text.startswith(("id_", "_netrc"))):
        return marks.STARTUP_PATH if text in ("sitecustomize", "usercustomize") else _by_word(text)
    if not any(trigger in text for trigger in _TRIGGERS):
        return 0
    return _meaning(text)


def _by_word(text: str) -> int:
    return _meaning(text) if text in _MEANT_WORDS else 0


def _meaning(text: str) -> int:
    searched = text[:LONGEST_SEARCHED]
    found = 0
    for mark, pattern in _MEANINGS:
        if pattern.search(searched):
            found |= mark
    return found


def of_variable(name: str) -> int:
    """The marks of what the environment variable of this name holds."""
    if _SECRET_NAME.search(name.upper()):
        return marks.SECRET
    return marks.IDENTITY if _IDENTITY_NAME.match(name.upper()) else 0
