"""A small OpenID Connect provider for tests (统一身份认证服务): one client, one person, everything checked that a real one checks."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, SECRET = "zicha-test", "secret-of-the-test"
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class IdentityService:
    """Who signs in there is `subject`; what it was asked stands in `asked`."""

    subject: str = "person-0001"
    audience: str = CLIENT_ID
    address: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def authorise(self, location: str) -> str:
        """What the person's browser does there: signs in and is sent back. The address it is sent back to."""
        asked = dict(parse_qsl(urlsplit(location).query))
        assert location.startswith(f"{self.address}/authorize?")
        assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str]) -> dict[str, Any] | None:
        """The tokens of a code, once; nothing for a wrong secret, redirect or proof of possession."""
        asked = self.codes.pop(given.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or given.get("client_secret") != SECRET
            or given.get("redirect_uri") != asked["redirect_uri"]
            or asked.get("code_challenge") != proof.rstrip(b"=").decode()
        ):
            self.refused.append(given.get("code", ""))
            return None
        now = int(time.time())
        said = {"iss": self.address, "aud": self.audience, "sub": self.subject, "iat": now, "exp": now + 60}
        return {
            "access_token": f"access-{self.subject}",
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": jwt.encode(said, _KEY, algorithm="RS256", headers={"kid": "1"}),
        }

    @property
    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }


@contextmanager
def identity_service() -> Iterator[IdentityService]:
    """One that listens on this machine while the block lasts."""
    service = IdentityService()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(service))
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler_of(service: IdentityService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                self._answer(200, service.configuration)
            elif (
                self.path == "/userinfo"
                and self.headers["Authorization"] == f"Bearer access-{service.subject}"
            ):
                self._answer(200, {"sub": service.subject, "name": "某人", "preferred_username": "somebody"})
            else:
                self._answer(401, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            tokens = service.token(given) if self.path == "/token" else None
            self._answer(200 if tokens else 400, tokens or {"error": "invalid_grant"})

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            text = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
