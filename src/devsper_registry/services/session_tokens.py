"""Session tokens: who signed them, whose they are, and whether that account may still come in."""

from devsper_registry.auth import claims, jwt
from devsper_registry.auth.claims import Claims
from devsper_registry.auth.jwt import Algorithm
from devsper_registry.backend import Backend
from devsper_registry.db.queries import credentials as stored
from devsper_registry.db.queries.credentials import StoredAccount
from devsper_registry.errors import AccountSuspended, InvalidKey, SessionEnded, SessionInvalid
from devsper_registry.services import signing_keys, signing_up


async def read(
    backend: Backend, token: str, *, address: str | None
) -> tuple[StoredAccount, Claims]:
    """Return the account whose session this is, made at first sight; raise why it is none.

    Raises `InvalidKey` where no session is taken at all, `SessionInvalid`, `SessionEnded`,
    `AccountSuspended` and `SessionsUnavailable`.
    """
    session = await _claims(backend, token)
    account = await _account(backend, session)
    if account is None:
        await signing_up.at_first_sight(backend, session.person, address=address)
        account = await _account(backend, session)
        assert account is not None
    if account.suspended_at is not None:
        raise AccountSuspended(account_id=account.id)
    ended = account.sessions_ended_at
    if ended is not None and session.issued_at < ended:
        raise SessionEnded(account_id=account.id)
    return account, session


async def _claims(backend: Backend, token: str) -> Claims:
    settings = backend.settings
    if settings.jwks_url is not None:
        said = await _signed_by_the_auth_service(backend, token)
    elif settings.jwt_secret is not None:
        secret = settings.jwt_secret.get_secret_value().encode()
        said = jwt.verified(jwt.parse(token), algorithm=Algorithm.HS256, key=secret)
    else:
        raise InvalidKey
    # The settings are not taken without them.
    assert settings.jwt_issuer is not None
    assert settings.jwt_audience is not None
    return claims.read(
        said, issuer=settings.jwt_issuer, audience=settings.jwt_audience, now=backend.now()
    )


async def _signed_by_the_auth_service(backend: Backend, token: str) -> dict[str, object]:
    parsed = jwt.parse(token)
    jwt.require_algorithm(parsed, Algorithm.RS256, Algorithm.ES256)
    if parsed.key_id is None:
        raise SessionInvalid(problem="its key id is missing")
    signing = await signing_keys.find(backend, parsed.key_id)
    return jwt.verified(parsed, algorithm=signing.algorithm, key=signing.key)


async def _account(backend: Backend, session: Claims) -> StoredAccount | None:
    async with backend.database.raw() as connection:
        person = session.person
        return await stored.by_subject(connection, person.issuer, person.subject)
