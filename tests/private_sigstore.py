"""A Sigstore instance of our own, which signs in this process what the public one would.

A certificate authority (Fulcio), a log of certificates and a log of signatures (Rekor), with keys
made for the run; `trusted_root` is what a registry is told to trust. RFC 6962 and 9162 say what the
logs sign.
"""

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pypi_attestations import AttestationType

GITHUB = "https://token.actions.githubusercontent.com"
PUBLISH, SLSA = AttestationType.PYPI_PUBLISH_V1.value, AttestationType.SLSA_PROVENANCE_V1.value
_PAYLOAD_TYPE = "application/vnd.in-toto+json"
_SCT_LIST = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_CLAIM = "1.3.6.1.4.1.57264.1."
ORIGIN = "log.example.com - 1"


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _der(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _signed(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def _utf8(text: str) -> bytes:
    """A UTF8String in DER, for texts of less than 128 bytes."""
    raw = text.encode()
    assert len(raw) < 128
    return bytes([0x0C, len(raw)]) + raw


def of_github(repository: str, workflow: str = "release.yml") -> dict[int, str]:
    """The claims of a run on GitHub, by the last number of their OID."""
    return {
        8: GITHUB,
        12: f"https://github.com/{repository}",
        13: "0" * 40,
        14: "refs/tags/v1",
        18: f"https://github.com/{repository}/.github/workflows/{workflow}@refs/tags/v1",
    }


@dataclass
class Sigstore:
    """It signs for whoever is named."""

    authority_key: ec.EllipticCurvePrivateKey = field(default_factory=_key)
    certificate_log: ec.EllipticCurvePrivateKey = field(default_factory=_key)
    signature_log: ec.EllipticCurvePrivateKey = field(default_factory=_key)
    at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __post_init__(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority.example.com")])
        public = self.authority_key.public_key()
        self.authority = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.at - timedelta(days=1))
            .not_valid_after(self.at + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self.authority_key, hashes.SHA256())
        )

    @property
    def trusted_root(self) -> dict[str, Any]:
        """Sigstore's `trusted_root.json` for this instance."""
        since = {"start": "2020-01-01T00:00:00Z"}
        certificate = self.authority.public_bytes(serialization.Encoding.DER)
        return {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [_log("https://log.example.com", self.signature_log, since)],
            "certificateAuthorities": [
                {
                    "subject": {"organization": "example", "commonName": "authority.example.com"},
                    "uri": "https://authority.example.com",
                    "certChain": {"certificates": [{"rawBytes": b64(certificate)}]},
                    "validFor": since,
                }
            ],
            "ctlogs": [_log("https://certificates.example.com", self.certificate_log, since)],
            "timestampAuthorities": [],
        }

    def attestation(
        self,
        filename: str,
        sha256: str,
        *,
        claims: dict[int, str] | None = None,
        predicate_type: str = PUBLISH,
        **statement: object,
    ) -> dict[str, Any]:
        """An attestation object of PEP 740: that somebody vouches for the file."""
        key = _key()
        certificate = self._certificate(key, claims or of_github("acme/demo"))
        stated = {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": filename, "digest": {"sha256": sha256}}],
            "predicateType": predicate_type,
            "predicate": None,
        } | statement
        payload = json.dumps(stated).encode()
        signature = _signed(key, _pae(payload))
        return {
            "version": 1,
            "verification_material": {
                "certificate": b64(certificate.public_bytes(serialization.Encoding.DER)),
                "transparency_entries": [self._entry(certificate, payload, signature)],
            },
            "envelope": {"statement": b64(payload), "signature": b64(signature)},
        }

    def _certificate(
        self, key: ec.EllipticCurvePrivateKey, claims: dict[int, str]
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self.authority.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.at - timedelta(minutes=5))
            .not_valid_after(self.at + timedelta(minutes=5))
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.authority_key.public_key()),
                critical=False,
            )
            .add_extension(
                x509.SubjectAlternativeName([_named(claims)]),
                critical=True,
            )
        )
        for number, claim in claims.items():
            oid = x509.ObjectIdentifier(f"{_CLAIM}{number}")
            builder = builder.add_extension(
                x509.UnrecognizedExtension(oid, _utf8(claim)), critical=False
            )
        before = builder.sign(self.authority_key, hashes.SHA256())
        promised = x509.UnrecognizedExtension(_SCT_LIST, self._promise(before))
        return builder.add_extension(promised, critical=False).sign(
            self.authority_key, hashes.SHA256()
        )

    def _promise(self, certificate: x509.Certificate) -> bytes:
        """The log's promise to enter the certificate (RFC 6962, 3.3), as the extension has it."""
        written = certificate.tbs_certificate_bytes
        milliseconds = int(self.at.timestamp() * 1000)
        issuer = hashlib.sha256(_der(self.authority_key)).digest()
        signed = struct.pack("!BBQH", 0, 0, milliseconds, 1)
        signed += issuer + len(written).to_bytes(3, "big") + written + b"\0\0"
        signature = _signed(self.certificate_log, signed)
        log = hashlib.sha256(_der(self.certificate_log)).digest()
        promise = struct.pack("!B32sQH", 0, log, milliseconds, 0)
        promise += struct.pack("!BBH", 4, 3, len(signature)) + signature
        listed = struct.pack("!HH", len(promise) + 2, len(promise)) + promise
        # An OCTET STRING around it.
        assert len(listed) < 128
        return bytes([0x04, len(listed)]) + listed

    def _entry(
        self, certificate: x509.Certificate, payload: bytes, signature: bytes
    ) -> dict[str, Any]:
        """The entry of the signature in a log that has no other."""
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        body = rfc8785.dumps(
            {
                "apiVersion": "0.0.1",
                "kind": "dsse",
                "spec": {
                    "envelopeHash": _hash(b"an envelope"),
                    "payloadHash": _hash(payload),
                    "signatures": [{"signature": b64(signature), "verifier": b64(pem)}],
                },
            }
        )
        root = hashlib.sha256(b"\0" + body).digest()
        log = hashlib.sha256(_der(self.signature_log)).digest()
        note = f"{ORIGIN}\n1\n{b64(root)}\n"
        of_note = b64(log[:4] + _signed(self.signature_log, note.encode()))
        promised = rfc8785.dumps(
            {
                "body": b64(body),
                "integratedTime": int(self.at.timestamp()),
                "logID": log.hex(),
                "logIndex": 0,
            }
        )
        return {
            "logIndex": "0",
            "logId": {"keyId": b64(log)},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(int(self.at.timestamp())),
            "inclusionPromise": {
                "signedEntryTimestamp": b64(_signed(self.signature_log, promised))
            },
            "inclusionProof": {
                "logIndex": "0",
                "rootHash": b64(root),
                "treeSize": "1",
                "hashes": [],
                "checkpoint": {"envelope": f"{note}\n— {ORIGIN.split()[0]} {of_note}\n"},
            },
            "canonicalizedBody": b64(body),
        }


def _named(claims: dict[int, str]) -> x509.GeneralName:
    configuration = claims.get(18)
    if configuration is None:
        return x509.RFC822Name("robot@acme.example.com")
    return x509.UniformResourceIdentifier(configuration)


def _pae(payload: bytes) -> bytes:
    kind = _PAYLOAD_TYPE
    return f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload


def _hash(data: bytes) -> dict[str, str]:
    return {"algorithm": "sha256", "value": hashlib.sha256(data).hexdigest()}


def _log(url: str, key: ec.EllipticCurvePrivateKey, since: dict[str, str]) -> dict[str, Any]:
    raw = _der(key)
    return {
        "baseUrl": url,
        "hashAlgorithm": "SHA2_256",
        "publicKey": {
            "rawBytes": b64(raw),
            "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "validFor": since,
        },
        "logId": {"keyId": b64(hashlib.sha256(raw).digest())},
    }


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
