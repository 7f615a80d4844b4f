"""What an account tells of itself: the name it is shown by, and its e-mail address."""

from enum import Enum
from typing import Any, Literal
from uuid import UUID

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, journal
from devsper_registry.errors import EmailElsewhere, InvalidKey
from devsper_registry.services import emails, names


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
        wanted["display_name"] = names.shown(display_name)
    if email is not KEEP:
        wanted["email"] = None if email is None or not email.strip() else emails.checked(email)
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
