"""Attestations of a Sigstore of our own: what holds, and every way in which one does not."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devsper_registry.attestations import trust
from devsper_registry.attestations.provenance import Publisher, claims, provenance
from devsper_registry.attestations.trust import Trust
from devsper_registry.attestations.verifying import LARGEST, verified
from devsper_registry.errors import (
    AttestationMalformed,
    AttestationOfOtherFile,
    AttestationPublisher,
    AttestationsTooMany,
    AttestationTypeUnknown,
    AttestationUntrusted,
    RegistryError,
    SettingInvalid,
)
from tests.private_sigstore import PUBLISH, SLSA, Sigstore, b64, of_github

WHEEL = "demo-1.0-py3-none-any.whl"
DIGEST = hashlib.sha256(b"a wheel").hexdigest()
ACME = Publisher("GitHub", repository="acme/demo", workflow="release.yml")


@pytest.fixture(scope="module")
def sigstore() -> Sigstore:
    return Sigstore()


@pytest.fixture(scope="module")
def trusted(sigstore: Sigstore, tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return trusting(sigstore, tmp_path_factory.mktemp("trust"))


def trusting(sigstore: Sigstore, folder: Path, *publishers: str) -> Trust:
    path = folder / "trusted_root.json"
    path.write_text(json.dumps(sigstore.trusted_root))
    return trust.load(str(path), publishers)


def told(sent: object, trusted: Trust) -> list[tuple[Publisher, str]]:
    """Who vouches for the wheel, and for what."""
    found = verified(json.dumps(sent), trusted, filename=WHEEL, sha256=DIGEST)
    return [(each.publisher, each.predicate_type) for each in found]


def test_what_was_signed_for_this_file_holds(sigstore: Sigstore, trusted: Trust) -> None:
    published = sigstore.attestation(WHEEL, DIGEST)
    built = sigstore.attestation(WHEEL, DIGEST, predicate_type=SLSA, predicate={"a": 1})
    assert told([published, built], trusted) == [(ACME, PUBLISH), (ACME, SLSA)]


def test_a_name_of_the_same_file_in_another_spelling_is_its_name(
    sigstore: Sigstore, trusted: Trust
) -> None:
    signed = sigstore.attestation("Demo-1.0-py3-none-any.whl", DIGEST)
    assert told([signed], trusted) == [(ACME, PUBLISH)]


@pytest.mark.parametrize(
    ("claims", "publisher"),
    [
        (
            {
                8: "https://gitlab.com",
                12: "https://gitlab.com/acme/tools/demo",
                18: "https://gitlab.com/acme/tools/demo//.gitlab-ci.yml@refs/heads/main",
            },
            Publisher("GitLab", repository="acme/tools/demo", workflow=".gitlab-ci.yml"),
        ),
        (
            {8: "https://accounts.google.com"},
            Publisher("Google", email="robot@acme.example.com"),
        ),
    ],
)
def test_others_than_github_vouch_too(
    sigstore: Sigstore, trusted: Trust, claims: dict[int, str], publisher: Publisher
) -> None:
    assert told([sigstore.attestation(WHEEL, DIGEST, claims=claims)], trusted) == [
        (publisher, PUBLISH)
    ]


def test_the_provenance_has_a_bundle_for_each_publisher_with_what_was_sent(
    sigstore: Sigstore, trusted: Trust
) -> None:
    ours = sigstore.attestation(WHEEL, DIGEST)
    theirs = sigstore.attestation(
        WHEEL, DIGEST, claims=of_github("else/where", "ci.yml"), predicate_type=SLSA
    )
    sent = json.dumps([ours, theirs])
    made = provenance(verified(sent, trusted, filename=WHEEL, sha256=DIGEST))
    assert made == {
        "version": 1,
        "attestation_bundles": [
            {
                "publisher": {
                    "kind": "GitHub",
                    "repository": "acme/demo",
                    "workflow": "release.yml",
                },
                "attestations": [ours],
            },
            {
                "publisher": {"kind": "GitHub", "repository": "else/where", "workflow": "ci.yml"},
                "attestations": [theirs],
            },
        ],
    }
    assert list(claims(made)) == [
        (ACME, PUBLISH),
        (Publisher("GitHub", repository="else/where", workflow="ci.yml"), SLSA),
    ]


# --- what does not hold -------------------------------------------------------------------------

Change = Callable[[dict[str, Any]], None]


def restated(attestation: dict[str, Any]) -> None:
    """Say something else over the old signature."""
    statement = json.loads(base64.b64decode(attestation["envelope"]["statement"]))
    statement["predicate"] = {"builder": "another"}
    attestation["envelope"]["statement"] = b64(json.dumps(statement).encode())


def signed_by_nobody(attestation: dict[str, Any]) -> None:
    attestation["envelope"]["signature"] = b64(b"no signature")


def entry(attestation: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = attestation["verification_material"]["transparency_entries"][0]
    return found


def at_another_time(attestation: dict[str, Any]) -> None:
    # The certificate would be valid then; the log has not signed that time.
    entry(attestation)["integratedTime"] = str(int(entry(attestation)["integratedTime"]) + 1)


def without_promise(attestation: dict[str, Any]) -> None:
    del entry(attestation)["inclusionPromise"]


def in_a_larger_log(attestation: dict[str, Any]) -> None:
    entry(attestation)["inclusionProof"] |= {"treeSize": "2", "hashes": [b64(b"\0" * 32)]}


def of_another_log(attestation: dict[str, Any]) -> None:
    entry(attestation)["inclusionProof"]["rootHash"] = b64(b"\0" * 32)


def with_a_wild_index(attestation: dict[str, Any]) -> None:
    entry(attestation)["inclusionProof"]["logIndex"] = "9" * 4000


def without_certificate(attestation: dict[str, Any]) -> None:
    attestation["verification_material"]["certificate"] = b64(b"\x30\x82\xff\xff" * 50)


@pytest.mark.parametrize(
    "change",
    [
        restated,
        signed_by_nobody,
        at_another_time,
        without_promise,
        in_a_larger_log,
        of_another_log,
        with_a_wild_index,
        without_certificate,
    ],
)
def test_what_was_tampered_with_is_not_trusted(
    sigstore: Sigstore, trusted: Trust, change: Change
) -> None:
    signed = sigstore.attestation(WHEEL, DIGEST)
    assert told([signed], trusted) == [(ACME, PUBLISH)]
    change(signed)
    with pytest.raises(AttestationUntrusted):
        told([signed], trusted)


def test_another_instance_of_sigstore_is_not_trusted(trusted: Trust) -> None:
    with pytest.raises(AttestationUntrusted):
        told([Sigstore().attestation(WHEEL, DIGEST)], trusted)


def test_an_instance_that_shares_one_log_alone_is_not_trusted(
    sigstore: Sigstore, trusted: Trust
) -> None:
    for shared in ("authority_key", "certificate_log", "signature_log"):
        theirs = Sigstore(**{shared: getattr(sigstore, shared)})
        with pytest.raises(AttestationUntrusted):
            told([theirs.attestation(WHEEL, DIGEST)], trusted)


def test_a_certificate_of_another_time_than_the_signature_is_not_trusted(
    sigstore: Sigstore, trusted: Trust
) -> None:
    signed = sigstore.attestation(WHEEL, DIGEST)
    sigstore.at += timedelta(hours=1)
    late = sigstore.attestation(WHEEL, DIGEST)
    sigstore.at -= timedelta(hours=1)
    material = signed["verification_material"]
    material["transparency_entries"] = late["verification_material"]["transparency_entries"]
    with pytest.raises(AttestationUntrusted):
        told([signed], trusted)


@pytest.mark.parametrize(
    "claims",
    [
        {8: "https://issuer.example.com", 12: "https://github.com/acme/demo"},
        {8: "https://token.actions.githubusercontent.com"},
        # A workflow of one repository under the name of another.
        of_github("acme/demo") | {12: "https://github.com/acme/other"},
        of_github("acme/demo") | {12: "https://github.example.com/acme/demo"},
    ],
)
def test_a_publisher_that_nobody_knows_is_not_trusted(
    sigstore: Sigstore, trusted: Trust, claims: dict[int, str]
) -> None:
    with pytest.raises(AttestationUntrusted):
        told([sigstore.attestation(WHEEL, DIGEST, claims=claims)], trusted)


SUBJECT = {"name": WHEEL, "digest": {"sha256": DIGEST}}


@pytest.mark.parametrize(
    ("stated", "refusal"),
    [
        ({"subject": [SUBJECT | {"name": "demo-1.1-py3-none-any.whl"}]}, AttestationOfOtherFile),
        ({"subject": [SUBJECT | {"name": 7}]}, AttestationOfOtherFile),
        ({"subject": [SUBJECT | {"digest": {"sha256": "0" * 64}}]}, AttestationOfOtherFile),
        ({"subject": [SUBJECT, SUBJECT]}, AttestationMalformed),
        ({"subject": []}, AttestationMalformed),
        ({"subject": [{"name": WHEEL}]}, AttestationMalformed),
        ({"_type": "https://in-toto.io/Statement/v0.1"}, AttestationMalformed),
        ({"predicateType": "https://example.com/type"}, AttestationTypeUnknown),
        ({"predicateType": ["a", "list"]}, AttestationTypeUnknown),
    ],
)
def test_a_statement_of_something_else_is_refused(
    sigstore: Sigstore, trusted: Trust, stated: dict[str, Any], refusal: type[RegistryError]
) -> None:
    with pytest.raises(refusal):
        told([sigstore.attestation(WHEEL, DIGEST, **stated)], trusted)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "no JSON",
        "[",
        "{}",
        "[]",
        "[1]",
        "[null]",
        '[{"version": 2}]',
        "[" * 50_000,
        '[{"version": 1, "verification_material": {}, "envelope": {}}]',
    ],
)
def test_what_is_no_attestation_is_refused(trusted: Trust, sent: str) -> None:
    with pytest.raises(AttestationMalformed):
        verified(sent, trusted, filename=WHEEL, sha256=DIGEST)


def test_a_file_has_one_attestation_of_each_type(sigstore: Sigstore, trusted: Trust) -> None:
    one = sigstore.attestation(WHEEL, DIGEST)
    for sent in ([one, one], [one, one, one]):
        with pytest.raises(AttestationsTooMany):
            told(sent, trusted)
    with pytest.raises(AttestationsTooMany):
        verified(" " * LARGEST + "[]", trusted, filename=WHEEL, sha256=DIGEST)


@pytest.mark.parametrize(
    ("patterns", "taken"),
    [
        (("github:acme/*",), True),
        (("GitHub:ACME/Demo",), True),
        (("gitlab:acme/*", "github:acme/demo"), True),
        (("github:acm/*",), False),
        (("gitlab:acme/demo",), False),
        (("github:acme/dem",), False),
    ],
)
def test_only_the_publishers_of_the_setting_are_taken(
    sigstore: Sigstore, tmp_path: Path, patterns: tuple[str, ...], taken: bool
) -> None:
    trusted = trusting(sigstore, tmp_path, *patterns)
    signed = sigstore.attestation(WHEEL, DIGEST)
    if taken:
        assert told([signed], trusted) == [(ACME, PUBLISH)]
        return
    with pytest.raises(AttestationPublisher, match="github:acme/demo"):
        told([signed], trusted)


# --- the trust root -----------------------------------------------------------------------------


def test_the_public_instance_is_trusted_by_its_name_and_not_ours(sigstore: Sigstore) -> None:
    public = trust.load("sigstore")
    with pytest.raises(AttestationUntrusted):
        told([sigstore.attestation(WHEEL, DIGEST)], public)


@pytest.mark.parametrize("content", ["", "no JSON", "{}", '{"mediaType": "text/plain"}'])
def test_a_file_that_is_no_trust_root_stops_the_start_with_the_setting(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "root.json"
    path.write_text(content)
    with pytest.raises(SettingInvalid, match=f"ATTESTATION_TRUST_ROOT names {path}, which is no"):
        trust.load(str(path))


def test_a_root_without_logs_is_none(sigstore: Sigstore, tmp_path: Path) -> None:
    for without in ("tlogs", "ctlogs", "certificateAuthorities"):
        path = tmp_path / "root.json"
        path.write_text(json.dumps(sigstore.trusted_root | {without: []}))
        with pytest.raises(SettingInvalid, match="ATTESTATION_TRUST_ROOT"):
            trust.load(str(path))


def test_a_root_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="cannot be read"):
        trust.load(str(tmp_path / "nothing.json"))
