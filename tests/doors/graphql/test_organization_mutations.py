"""Organizations over GraphQL: made, joined, left; and what others hear who meddle with them."""

import pytest

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from tests.build import wheel
from tests.doors.graphql.changing import Door, Person, door, person, with_key
from tests.services import state
from tests.services.people import whole
from tests.services.published import publish

pytestmark = pytest.mark.anyio
NO_ORGANIZATION = "organization.not-found"
NO_INVITATION = "invitation.not-found"
NO_PACKAGE = "package.not-found"

VIEWER = """{ viewer {
  organizations { nodes { position organization { name } } totalCount }
  invitations { id position organization { name } invitedBy { name } account { name } email } } }"""
ORGANIZATION = """query($name: String!) { organization(name: $name) {
  name displayName viewerPosition
  members { nodes { position account { name } } totalCount }
  invitations { position email account { name } }
  packages { nodes { name visibility organization { name } viewerRole
    collaborators { role account { name } organization { name } } } totalCount } } }"""


async def acme(at: Door, olga: Person, *members: Person) -> None:
    """Make an organization of olga's with these members."""
    made = await at.change(
        "createOrganization", "OrganizationCreated { organization { name } }", olga, name="acme"
    )
    assert made == {"organization": {"name": "acme"}}
    for member in members:
        invited = await at.change(
            "inviteMember",
            "MemberInvited { token invitation { id } }",
            olga,
            organization="acme",
            account=member.name,
        )
        assert invited["token"] is None
        joined = await at.change(
            "acceptInvitation",
            "InvitationAccepted { organization { name viewerPosition } }",
            member,
            id=invited["invitation"]["id"],
        )
        assert joined == {"organization": {"name": "acme", "viewerPosition": "MEMBER"}}


async def test_people_join_own_packages_together_and_leave(backend: Backend) -> None:
    olga, mia, stan = [await person(backend, name) for name in ("olga", "mia", "stan")]
    await publish(backend, olga.principal, wheel("demo"))
    async with door(backend) as at:
        await acme(at, olga, mia)
        given = await at.change(
            "transferPackage",
            "PackageTransferred { package { name organization { name } viewerRole } }",
            olga,
            package="Demo",
            organization="acme",
        )
        assert given == {
            "package": {"name": "demo", "organization": {"name": "acme"}, "viewerRole": "OWNER"}
        }
        hidden = await at.change(
            "setPackageVisibility",
            "PackageVisibilitySet { package { visibility } }",
            olga,
            package="demo",
            visibility="PRIVATE",
        )
        assert hidden == {"package": {"visibility": "PRIVATE"}}
        seen = (await at.post(ORGANIZATION, mia, name="acme"))["data"]["organization"]
        assert seen == {
            "name": "acme",
            "displayName": None,
            "viewerPosition": "MEMBER",
            "members": {
                "nodes": [
                    {"position": "MEMBER", "account": {"name": "mia"}},
                    {"position": "OWNER", "account": {"name": "olga"}},
                ],
                "totalCount": 2,
            },
            "invitations": [],
            "packages": {
                "nodes": [
                    {
                        "name": "demo",
                        "visibility": "PRIVATE",
                        "organization": {"name": "acme"},
                        "viewerRole": "MAINTAINER",
                        "collaborators": [
                            {
                                "role": "OWNER",
                                "account": {"name": "olga"},
                                "organization": {"name": "acme"},
                            },
                            {
                                "role": "MAINTAINER",
                                "account": {"name": "mia"},
                                "organization": {"name": "acme"},
                            },
                        ],
                    }
                ],
                "totalCount": 1,
            },
        }
        outside: dict[str, object] = {
            "name": "acme",
            "displayName": None,
            "viewerPosition": None,
            "members": {"nodes": [], "totalCount": 0},
            "invitations": [],
            "packages": {"nodes": [], "totalCount": 0},
        }
        for stranger in (stan, None):
            assert (await at.post(ORGANIZATION, stranger, name="acme"))["data"] == {
                "organization": outside
            }
        for what, shown in (
            ({"displayName": "Acme"}, "OrganizationUpdated { organization { displayName } }"),
        ):
            updated = await at.change("updateOrganization", shown, olga, name="acme", **what)
            assert updated == {"organization": what}
        raised = await at.change(
            "changeMember",
            "MemberChanged { account position }",
            olga,
            organization="acme",
            account="mia",
            position="OWNER",
        )
        assert raised == {"account": "mia", "position": "OWNER"}
        assert await at.change(
            "leaveOrganization", "OrganizationLeft { name }", olga, name="acme"
        ) == {"name": "acme"}
        assert (await at.post(ORGANIZATION, olga, name="acme"))["data"] == {
            "organization": outside | {"displayName": "Acme"}
        }
        assert (await at.post('{ package(name: "demo") { name } }', olga))["data"] == {
            "package": None
        }


async def test_a_private_package_given_away_is_out_of_the_givers_sight(backend: Backend) -> None:
    olga, mia = [await person(backend, name) for name in ("olga", "mia")]
    await publish(backend, olga.principal, wheel("demo"))
    async with door(backend) as at:
        await at.change(
            "addCollaborator",
            "CollaboratorAdded { package { name } }",
            olga,
            package="demo",
            account="mia",
            role="READER",
        )
        await at.change(
            "setPackageVisibility",
            "PackageVisibilitySet { package { name } }",
            olga,
            package="demo",
            visibility="PRIVATE",
        )
        given = await at.change(
            "transferPackage",
            "PackageTransferred { package { name } }",
            olga,
            package="demo",
            account="mia",
        )
        assert given == {"package": None}
        owner = await at.post('{ package(name: "demo") { viewerRole } }', mia)
        assert owner["data"] == {"package": {"viewerRole": "OWNER"}}


async def test_an_invitation_is_seen_by_both_sides_and_by_nobody_else(backend: Backend) -> None:
    olga, mia, stan, eve = [await person(backend, name) for name in ("olga", "mia", "stan", "eve")]
    async with door(backend) as at:
        await acme(at, olga, mia)
        for whom in ({"account": "stan"}, {"email": "new@example.com"}):
            await at.change(
                "inviteMember",
                "MemberInvited { token }",
                olga,
                organization="acme",
                position="ADMIN",
                **whom,
            )
        (invited,) = (await at.post(VIEWER, stan))["data"]["viewer"]["invitations"]
        assert {key: invited[key] for key in invited if key != "id"} == {
            "position": "ADMIN",
            "organization": {"name": "acme"},
            "invitedBy": {"name": "olga"},
            "account": {"name": "stan"},
            "email": None,
        }
        told = {}
        for who in (olga, mia, stan, eve):
            seen = await at.post(ORGANIZATION, who, name="acme")
            told[who.name] = [
                one["email"] or one["account"]["name"]
                for one in seen["data"]["organization"]["invitations"]
            ]
        assert told == {
            "olga": ["new@example.com", "stan"],
            "mia": [],
            "stan": ["stan"],
            "eve": [],
        }
        assert await at.change(
            "declineInvitation", "InvitationDeclined { isDeclined }", stan, id=invited["id"]
        ) == {"isDeclined": True}
        assert (await at.post(VIEWER, stan))["data"]["viewer"] == {
            "organizations": {"nodes": [], "totalCount": 0},
            "invitations": [],
        }
        of_mia = '{ account(name: "mia") { organizations { nodes { position } totalCount } } }'
        for looks, count in ((mia, 1), (olga, 1), (eve, 0), (None, 0)):
            seen = (await at.post(of_mia, looks))["data"]["account"]["organizations"]
            assert seen == {"nodes": [{"position": "MEMBER"}] * count, "totalCount": count}
        assert (await at.post(VIEWER, mia))["data"]["viewer"]["organizations"] == {
            "nodes": [{"position": "MEMBER", "organization": {"name": "acme"}}],
            "totalCount": 1,
        }


async def test_meddling_answers_as_if_nothing_were_there_and_changes_nothing(
    backend: Backend,
) -> None:
    olga, mia, eve = [await person(backend, name) for name in ("olga", "mia", "eve")]
    await publish(backend, olga.principal, wheel("demo"))
    async with door(backend) as at:
        await acme(at, olga, mia)
        await at.change(
            "createOrganization", "OrganizationCreated { organization { name } }", eve, name="evil"
        )
        await at.change(
            "setPackageVisibility",
            "PackageVisibilitySet { package { name } }",
            olga,
            package="demo",
            visibility="PRIVATE",
        )
        invited = await at.change(
            "inviteMember",
            "MemberInvited { invitation { id } }",
            olga,
            organization="acme",
            email="new@example.com",
        )
        id_ = invited["invitation"]["id"]
        before = await whole(backend), await state.of(backend)
        attempts: list[tuple[str, str, dict[str, object], str]] = [
            ("updateOrganization", "OrganizationUpdated",
             {"name": "acme", "displayName": "x"}, NO_ORGANIZATION),
            ("deleteOrganization", "OrganizationDeleted", {"name": "acme"}, NO_ORGANIZATION),
            ("inviteMember", "MemberInvited",
             {"organization": "acme", "account": "eve"}, NO_ORGANIZATION),
            ("cancelInvitation", "InvitationCancelled",
             {"organization": "acme", "id": id_}, NO_ORGANIZATION),
            ("cancelInvitation", "InvitationCancelled",
             {"organization": "evil", "id": id_}, NO_INVITATION),
            ("acceptInvitation", "InvitationAccepted", {"id": id_}, NO_INVITATION),
            ("acceptInvitation", "InvitationAccepted", {"token": "x"}, NO_INVITATION),
            ("acceptInvitation", "InvitationAccepted", {}, NO_INVITATION),
            ("declineInvitation", "InvitationDeclined", {"id": id_}, NO_INVITATION),
            ("changeMember", "MemberChanged",
             {"organization": "acme", "account": "eve", "position": "OWNER"}, NO_ORGANIZATION),
            ("removeMember", "MemberRemoved",
             {"organization": "acme", "account": "mia"}, NO_ORGANIZATION),
            ("removeMember", "MemberRemoved",
             {"organization": "evil", "account": "mia"}, "member.not-found"),
            ("leaveOrganization", "OrganizationLeft", {"name": "acme"}, NO_ORGANIZATION),
            ("transferPackage", "PackageTransferred",
             {"package": "demo", "organization": "evil"}, NO_PACKAGE),
            ("transferPackage", "PackageTransferred",
             {"package": "demo", "account": "eve"}, NO_PACKAGE),
            ("setPackageVisibility", "PackageVisibilitySet",
             {"package": "demo", "visibility": "PUBLIC"}, NO_PACKAGE),
        ]  # fmt: skip
        for mutation, success, given, code in attempts:
            answer = await at.change(mutation, f"{success} {{ __typename }}", eve, **given)
            assert (mutation, answer["code"]) == (mutation, code)
            missing = {
                name: "nothing" if value in {"acme", "demo"} else value
                for name, value in given.items()
            }
            same = await at.change(mutation, f"{success} {{ __typename }}", eve, **missing)
            assert same["message"].replace("nothing", "?") == answer["message"].replace(
                "acme", "?"
            ).replace("demo", "?")
        for mutation, success, given, _ in attempts:
            answer = await at.change(mutation, f"{success} {{ __typename }}", None, **given)
            assert (mutation, answer["code"]) == (mutation, "auth.required")
        assert (await whole(backend), await state.of(backend)) == before


async def test_a_key_for_less_sees_no_people(backend: Backend) -> None:
    olga, mia = [await person(backend, name) for name in ("olga", "mia")]
    await publish(backend, olga.principal, wheel("demo"))
    async with door(backend) as at:
        await acme(at, olga, mia)
        await at.change(
            "transferPackage",
            "PackageTransferred { package { name } }",
            olga,
            package="demo",
            organization="acme",
        )
        publishes = await with_key(backend, "olga", Scope.PUBLISH)
        bound = await with_key(backend, "olga", Scope.READ, Scope.PUBLISH, packages=["demo"])
        await at.change(
            "inviteMember",
            "MemberInvited { invitation { email } }",
            olga,
            organization="acme",
            email="new@example.com",
        )
        for key in (publishes, bound):
            seen = (await at.post(ORGANIZATION, key, name="acme"))["data"]["organization"]
            assert seen["members"] == {"nodes": [], "totalCount": 0}
            assert seen["invitations"] == []
            (package,) = seen["packages"]["nodes"]
            assert package["collaborators"] == []
            viewer = (await at.post(VIEWER, key))["data"]["viewer"]
            assert viewer == {"organizations": {"nodes": [], "totalCount": 0}, "invitations": []}
