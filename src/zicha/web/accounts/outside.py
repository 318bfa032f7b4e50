"""Signing in by the office's own identity service (统一身份认证, OpenID Connect), where the environment names one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from zicha.web.environment import BadSetting

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def https_address(text: str) -> str:
    """The address without a slash at its end. Raises ValueError for one that somebody on the way could answer for."""
    parts = urlsplit(text)
    is_here = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.netloc or not (parts.scheme == "https" or is_here):
        raise ValueError(text)
    return text.rstrip("/")


def origin(address: str) -> str:
    """Scheme and host, as a content security policy names them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def providers(*, server: str, name: str, client_id: str, secret: str) -> dict[str, Any]:
    """What the library asks for; nothing without a server. Raises BadSetting when half of it is missing."""
    if not server:
        return {}
    if not client_id or not secret:
        raise BadSetting(
            "设置了 ZICHA_OIDC_SERVER，就还要设置 ZICHA_OIDC_CLIENT_ID 和 ZICHA_OIDC_SECRET，由统一身份认证的管理员提供。"
        )
    app = {
        "provider_id": "office",
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": server, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}
