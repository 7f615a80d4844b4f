"""An auth service as the registry meets it: a real HTTP server with a key set, and its tokens."""

import base64
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

ISSUER = "https://auth.example.com"
AUDIENCE = "https://registry.example.com"

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class KeyPair:
    """A key of the auth service's."""

    key_id: str
    algorithm: str
    private: Any = field(repr=False)

    @property
    def public(self) -> dict[str, Any]:
        """The key as the set shows it."""
        writer = RSAAlgorithm if self.algorithm.startswith("RS") else ECAlgorithm
        written: dict[str, Any] = writer.to_jwk(self.private.public_key(), as_dict=True)
        return {**written, "kid": self.key_id, "alg": self.algorithm, "use": "sig"}

    @property
    def public_pem(self) -> bytes:
        """The key as anybody may write it into a file."""
        pem: bytes = self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return pem

    def sign(self, payload: object, **header: Any) -> str:
        """Return a token; the header's members replace or join those that belong there."""
        return signed(
            {"alg": self.algorithm, "kid": self.key_id, **header},
            payload,
            algorithm=self.algorithm,
            key=self.private,
        )


def signed(header: dict[str, Any], payload: object, *, algorithm: str, key: Any) -> str:
    """Return a token whose header may lie about how it was signed."""
    content = _content(header, payload)
    signature = jwt.get_algorithm_by_name(algorithm).sign(content.encode(), key)
    return f"{content}.{encoded(signature)}"


def signed_by_hmac(header: dict[str, Any], payload: object, secret: bytes) -> str:
    """Return a token signed with HS256; with a public key too, which pyjwt would refuse to do."""
    content = _content(header, payload)
    return f"{content}.{encoded(hmac.digest(secret, content.encode(), 'sha256'))}"


def _content(header: dict[str, Any], payload: object) -> str:
    said = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    shown = {name: value for name, value in header.items() if value is not None}
    return f"{encoded(json.dumps(shown).encode())}.{encoded(said)}"


def encoded(content: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@cache
def rsa_key(key_id: str = "rsa-1", bits: int = 2048) -> KeyPair:
    """Return an RSA key, the same for the same id: making one takes a moment."""
    return KeyPair(key_id, "RS256", rsa.generate_private_key(65537, bits))


@cache
def ec_key(key_id: str = "ec-1") -> KeyPair:
    """Return a P-256 key, the same for the same id."""
    return KeyPair(key_id, "ES256", ec.generate_private_key(ec.SECP256R1()))


def payload(now: datetime, **changed: Any) -> dict[str, Any]:
    """Return the claims of a good session of alice's; None leaves one out."""
    seconds = int(now.timestamp())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "user-1",
        "iat": seconds,
        "exp": seconds + int(timedelta(minutes=15).total_seconds()),
        "name": "Alice Example",
        "email": "alice@example.com",
        "emailVerified": True,
        **changed,
    }
    return {name: value for name, value in claims.items() if value is not None}


@dataclass
class AuthService:
    """The server; set its `keys`, or a `behaviour` of its own."""

    url: str
    keys: list[dict[str, Any]]
    behaviour: Behaviour | None = None
    asked: list[str] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    # Set by a test to let those answer that wait.
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def jwks_url(self) -> str:
        return f"{self.url}/api/auth/jwks"

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer with the key set, or as the test wishes."""
        self.asked.append(handler.path)
        self.reached.set()
        if self.behaviour is not None:
            self.behaviour(handler)
        else:
            answer(handler, json.dumps({"keys": self.keys}).encode())


def answer(
    handler: BaseHTTPRequestHandler, content: bytes, status: int = 200, **headers: str
) -> None:
    """Write an answer."""
    handler.send_response(status)
    for name, value in {"content-length": str(len(content)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


@contextmanager
def serving(*keys: KeyPair) -> Iterator[AuthService]:
    """Serve the keys' public halves on a free port of the loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                service.serve(self)
            except OSError:
                return  # who asked has gone

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service = AuthService(
        url=f"http://127.0.0.1:{server.server_port}", keys=[key.public for key in keys]
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        service.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()
