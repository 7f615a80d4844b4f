"""What an account tells of itself: the name it is shown by, and its e-mail address."""

import re
import unicodedata
from enum import Enum
from typing import Any, Literal
from uuid import UUID

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, journal
from devsper_registry.errors import DisplayNameInvalid, EmailElsewhere, EmailInvalid, InvalidKey

LONGEST_NAME = 128
# RFC 5321, 4.5.3.1: what fits into a path.
LONGEST_EMAIL = 254
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z",
    re.ASCII | re.IGNORECASE,
)


class Keep(Enum):
    """What stands for "as it is", where None is "none"."""

    KEEP = "keep"


KEEP: Literal[Keep.KEEP] = Keep.KEEP


async def update(
    backend: Backend,
    *,
    by: Principal,
    display_name: str | Literal[Keep.KEEP] | None = KEEP,
    email: str | Literal[Keep.KEEP] | None = KEEP,
) -> UUID:
    """Change what is given of one's own account; None takes it away. Return its id.

    The journal says what was changed and not to what: it is never emptied.
    """
    permissions.require_account(by)
    wanted: dict[str, Any] = {}
    if display_name is not KEEP:
        wanted["display_name"] = _display_name(display_name)
    if email is not KEEP:
        wanted["email"] = _email(email)
    async with backend.transaction() as session:
        account = None if by.account_id is None else await accounts.lock(session, by.account_id)
        if account is None:
            raise InvalidKey
        wanted = {name: new for name, new in wanted.items() if new != getattr(account, name)}
        if "email" in wanted and account.issuer is not None:
            raise EmailElsewhere
        if wanted:
            await accounts.change(session, account.id, wanted)
            event = journal.event(
                "account.changed",
                at=backend.now(),
                by=by,
                account=account.name,
                changed=sorted(wanted),
            )
            await journal.add(session, event)
        return account.id


def _display_name(name: str | None) -> str | None:
    """Return the name as it is shown; raise where it could pass for something else."""
    if name is None or not name.strip():
        return None
    name = unicodedata.normalize("NFC", name.strip())
    # Characters that are not printable turn the direction of a line, or hide in it.
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise DisplayNameInvalid(limit=LONGEST_NAME)
    return name


def _email(address: str | None) -> str | None:
    if address is None or not address.strip():
        return None
    address = address.strip()
    if len(address) > LONGEST_EMAIL or not _EMAIL.match(address):
        raise EmailInvalid(email=address)
    return address
