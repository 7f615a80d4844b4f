"""What is known of a value, as bits: where it came from and what its text speaks of.

A value that is made of others carries the marks of all of them, so that a judgement needs no path
through the program: `exec` of something with `DECODED` is enough.
"""

# Where it came from.
DECODED = 1 << 0
FETCHED = 1 << 1
IDENTITY = 1 << 2
ENVIRONMENT = 1 << 3
SECRET = 1 << 4
# The path of a file into which something fetched, or something decoded, was written.
FETCHED_FILE = 1 << 5
DECODED_FILE = 1 << 6
# A name that was put together from pieces, so that nobody finds it by searching.
HIDDEN = 1 << 7
# What a caller hands over: a password typed, a request sent, a key pressed.
OVERHEARD = 1 << 8

# What its text speaks of: secrets, by who keeps them.
SSH = 1 << 10
CLOUD = 1 << 11
PUBLISHING = 1 << 12
BROWSER = 1 << 13
WALLET = 1 << 14
CHAT = 1 << 15
SYSTEM = 1 << 16
FAMILIES = (SSH, CLOUD, PUBLISHING, BROWSER, WALLET, CHAT, SYSTEM)
SECRET_PATH = SSH | CLOUD | PUBLISHING | BROWSER | WALLET | CHAT | SYSTEM

# What its text speaks of: other things.
STARTUP_PATH = 1 << 20
WEBHOOK = 1 << 21
DOWNLOAD_AND_RUN = 1 << 22
REVERSE_SHELL = 1 << 23
PERSISTENCE = 1 << 24
MINER = 1 << 25
FOREIGN_INSTALL = 1 << 26
SENDING_COMMAND = 1 << 27
DESTRUCTION = 1 << 28
ADDRESS_PATTERN = 1 << 29
BOT_API = 1 << 30
# Who gives out the tokens that are sent to him.
KEEPER = 1 << 31

# A result does not hide its name because its function did.
OF_NAMES = HIDDEN
