"""The people of the matrix, their credentials, and for each a package of its own to act on."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from uuid import UUID

from packaging.utils import NormalizedName
from packaging.version import Version

from devsper_registry.auth import api_key, device_code
from devsper_registry.auth.device_code import ALPHABET
from devsper_registry.auth.principal import OPERATOR, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import journal
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import (
    Account,
    ApiKey,
    Device,
    Event,
    Exemption,
    File,
    FileProvenance,
    Organization,
    OrganizationInvitation,
    OrganizationMember,
    Package,
    PackageRole,
    Release,
)
from devsper_registry.db.tables.organization import Position
from devsper_registry.db.tables.package import Role, Status, Visibility
from devsper_registry.distribution.version_order import sort_key
from tests import auth_service
from tests.services import held

SECRET = "a secret of at least 32 bytes, for tests alone"
CONTENT = b"the bytes of every file"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
ELSEWHERE = "elsewhere"
NOBODY = UUID(int=0)

# Who signs in, each with a session.
SESSIONS = {
    "stranger": "eve",
    "reader": "rex",
    "maintain": "mia",
    "owner": "ann",
    "org-member": "max",
    "org-owner": "olga",
    "admin": "root",
    "shut-out": "sue",
}
PUBLISHES, READS = (Scope.READ, Scope.PUBLISH), (Scope.READ,)
# Whose keys they are, and their scopes.
KEYS: dict[str, tuple[str, tuple[Scope, ...]]] = {
    "k-read": ("ann", READS),
    "k-publish": ("ann", (Scope.PUBLISH,)),
    "k-both": ("ann", PUBLISHES),
    "k-bound": ("ann", PUBLISHES),
    "k-bound-read": ("ann", READS),
    "k-other": ("ann", PUBLISHES),
    "k-expired": ("ann", PUBLISHES),
    "k-revoked": ("ann", PUBLISHES),
    "k-shut-out": ("sue", PUBLISHES),
    "k-admin": ("root", (Scope.ADMIN,)),
    "k-admin-bound": ("root", tuple(Scope)),
    "k-admin-other": ("root", tuple(Scope)),
    "k-admin-both": ("root", PUBLISHES),
}


@dataclass(frozen=True)
class Target:
    """What one principal acts on: a package, an exemption of it, a key of its owner's, an
    organization, an invitation, a device that waits, a job that is held.

    The organization has an owner, olga, and a member, max; eve is invited.
    """

    package: NormalizedName
    victim: UUID = NOBODY
    secret: str = ""
    organization: str = ""
    invitation: UUID = NOBODY
    exemption: UUID = NOBODY
    user_code: str = ""
    job: int = 0

    @property
    def filename(self) -> str:
        return f"{self.package.replace('-', '_')}-1.0-py3-none-any.whl"


@dataclass
class World:
    """Credentials and targets by principal."""

    credentials: dict[str, str] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    keys: dict[str, UUID] = field(default_factory=dict)


async def made(backend: Backend, principals: Sequence[str], *, on: str) -> World:
    """Make the people, and for each principal a package of the kind that `on` names."""
    world = World()
    source = backend.store.incoming() / "content"
    source.write_bytes(CONTENT)
    await backend.store.put(source, sha256=SHA256)
    async with backend.transaction() as session:
        people = {name: _account(backend, name) for name in sorted(set(SESSIONS.values()))}
        session.add_all(people.values())
        await session.flush()
        told: list[Event] = []
        for number, principal in enumerate(principals):
            package = _package(backend, f"demo-{principal}", on=on)
            acme = Organization(name=f"acme-{principal}", created_at=backend.now())
            session.add(acme)
            await session.flush()
            invitation = _invitation(backend, acme, people["eve"])
            session.add_all([*_members(backend, acme, people), invitation])
            if on == "organization":
                package.organization_id = acme.id
            secret, victim = _key(backend, people["ann"], (Scope.PUBLISH,))
            exemption = _exemption(backend, package)
            target = Target(
                NormalizedName(package.normalized_name),
                victim=victim.id,
                secret=secret,
                organization=acme.name,
                invitation=invitation.id,
                exemption=exemption.id,
                user_code=f"BBBBBB{ALPHABET[number // 20]}{ALPHABET[number % 20]}",
                job=await held.job(session),
            )
            session.add_all([package, victim, _device(backend, target.user_code)])
            await session.flush()
            session.add(exemption)
            session.add_all(_roles(backend, package, people, on=on))
            await _release(backend, session, package, target)
            told.append(
                journal.event(
                    "package.created", at=backend.now(), by=OPERATOR, package=target.package
                )
            )
            world.targets[principal] = target
            if principal in SESSIONS:
                world.credentials[principal] = _session(backend, people[SESSIONS[principal]])
            elif principal in KEYS:
                owner, scopes = KEYS[principal]
                secret, key = _key(backend, people[owner], scopes)
                _narrow(backend, key, principal, target)
                session.add(key)
                await session.flush()
                world.credentials[principal] = secret
                world.keys[principal] = key.id
        await journal.add(session, *told)
    return world


def _account(backend: Backend, name: str) -> Account:
    return Account(
        name=name,
        issuer=auth_service.ISSUER,
        subject=name,
        is_administrator=name == "root",
        created_at=backend.now(),
        suspended_at=backend.now() if name == "sue" else None,
    )


def _members(
    backend: Backend, acme: Organization, people: dict[str, Account]
) -> list[OrganizationMember]:
    return [
        OrganizationMember(
            organization_id=acme.id,
            account_id=people[name].id,
            position=position,
            created_at=backend.now(),
        )
        for name, position in (("olga", Position.OWNER), ("max", Position.MEMBER))
    ]


def _invitation(backend: Backend, acme: Organization, who: Account) -> OrganizationInvitation:
    return OrganizationInvitation(
        organization_id=acme.id,
        account_id=who.id,
        position=Position.MEMBER,
        created_at=backend.now(),
        expires_at=backend.now() + timedelta(days=1),
    )


def _package(backend: Backend, name: str, *, on: str) -> Package:
    hidden = on in {"private", "organization"}
    return Package(
        name=name,
        normalized_name=name,
        ultranormalized_name=name.replace("-", ""),
        visibility=Visibility.PRIVATE if hidden else Visibility.PUBLIC,
        status=Status.QUARANTINED if on == "quarantined" else Status.ACTIVE,
        created_at=backend.now(),
    )


def _exemption(backend: Backend, package: Package) -> Exemption:
    return Exemption(
        package_id=package.id,
        reason="known",
        created_at=backend.now(),
        expires_at=backend.now() + timedelta(days=1),
    )


def _roles(
    backend: Backend, package: Package, people: dict[str, Account], *, on: str
) -> list[PackageRole]:
    held = {"ann": Role.OWNER, "sue": Role.OWNER, "mia": Role.MAINTAINER, "rex": Role.READER}
    if on == "organization":
        held = {"mia": Role.MAINTAINER, "rex": Role.READER}
    return [
        PackageRole(
            package_id=package.id,
            account_id=people[name].id,
            role=role,
            created_at=backend.now(),
        )
        for name, role in held.items()
    ]


async def _release(
    backend: Backend, session: AsyncSession, package: Package, target: Target
) -> None:
    release = Release(
        package_id=package.id,
        version="1.0",
        sort_key=sort_key(Version("1.0")),
        created_at=backend.now(),
    )
    session.add(release)
    await session.flush()
    file = File(
        release_id=release.id,
        filename=target.filename,
        packagetype="bdist_wheel",
        python_version="py3",
        size=len(CONTENT),
        sha256=SHA256,
        uploaded_at=backend.now(),
    )
    session.add(file)
    await session.flush()
    session.add(FileProvenance(file_id=file.id, content={"version": 1, "attestation_bundles": []}))


def _key(backend: Backend, account: Account, scopes: Sequence[Scope]) -> tuple[str, ApiKey]:
    new = api_key.generate()
    row = ApiKey(
        account_id=account.id,
        name="a key",
        hint=new.hint,
        secret_sha256=new.secret_sha256,
        scopes=[scope.value for scope in scopes],
        created_at=backend.now(),
    )
    return new.secret, row


def _narrow(backend: Backend, key: ApiKey, principal: str, target: Target) -> None:
    if "-bound" in principal:
        key.packages = [target.package]
    elif principal.endswith("-other"):
        key.packages = [ELSEWHERE]
    elif principal == "k-expired":
        key.expires_at = backend.now() - timedelta(seconds=1)
    elif principal == "k-revoked":
        key.revoked_at = backend.now()


def _device(backend: Backend, user_code: str) -> Device:
    return Device(
        device_code_sha256=device_code.sha256(user_code),
        user_code_hash=_slow_hash(user_code),
        client="laptop",
        scopes=[Scope.READ.value],
        interval=5,
        created_at=backend.now(),
        expires_at=backend.now() + timedelta(minutes=10),
    )


@cache
def _slow_hash(user_code: str) -> bytes:
    return device_code.slow_hash(user_code, secret=None)


def _session(backend: Backend, account: Account) -> str:
    said = auth_service.payload(backend.now(), sub=account.subject)
    return auth_service.signed_by_hmac({"alg": "HS256"}, said, SECRET.encode())
