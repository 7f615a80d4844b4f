"""Who is at the other end of a chain of proxies, from what the trusted ones among them say."""

import ipaddress
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# Who writes a longer chain has made it up; each hop costs a look at the networks.
MOST_HOPS = 16
SCHEMES = frozenset({"http", "https"})


def client(peer: str, forwarded: Sequence[str], trusted: Collection[Network]) -> str:
    """Return the address of the client: the first from the right that no trusted proxy has.

    `peer` is who the connection is from, `forwarded` the values of all X-Forwarded-For. Anybody can
    write that header, so it is read only as far as trusted proxies have written it: at a value
    that is no address, the last of them stands for the client.
    """
    address = parse(peer)
    if address is None:
        return peer
    hops = _from_the_right(forwarded)
    for _ in range(MOST_HOPS):
        if not is_trusted(address, trusted):
            break
        before = parse(next(hops, ""))
        if before is None:
            break
        address = before
    return written(address)


def scheme(forwarded: Sequence[str], given: str) -> str:
    """Return how the client came: as the proxy next to us says in X-Forwarded-Proto."""
    told = next(_from_the_right(forwarded), "").lower()
    if told not in SCHEMES:
        return given
    return told.replace("http", "ws") if given.startswith("ws") else told


def is_trusted(address: Address | None, trusted: Collection[Network]) -> bool:
    """Tell whether the address is that of a proxy whose words are believed."""
    return address is not None and any(
        address.version == network.version and address in network for network in trusted
    )


@lru_cache(maxsize=4096)
def parse(text: str) -> Address | None:
    """Return the address, None where it is none.

    Proxies write them with a port (`192.0.2.1:443`, `[2001:db8::1]:443`) and a zone
    (`fe80::1%eth0`); a socket for both families tells IPv4 as `::ffff:192.0.2.1`. One client is
    one address, so all of that is taken off.
    """
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


# As a text, once: for most requests it is that of the one before.
written = lru_cache(maxsize=4096)(str)


def _from_the_right(lines: Sequence[str]) -> Iterator[str]:
    for line in reversed(lines):
        rest = line
        while rest:
            # Cut off one by one: the rest of a long line is mostly not looked at.
            rest, _, last = rest.rpartition(",")
            yield last.strip()
