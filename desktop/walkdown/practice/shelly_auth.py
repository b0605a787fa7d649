"""The lock of a Shelly practice device: it asks for a digest of its password and knows a right one."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections import deque

from walkdown.core.secret import Secret

MOST_NONCES = 4


class Door:
    """Each nonce lets one request in. Without a password everybody may come in."""

    def __init__(self, realm: str, password: Secret) -> None:
        self._realm, self._password = realm, password
        self._nonces: deque[int] = deque(maxlen=MOST_NONCES)

    @property
    def locked(self) -> bool:
        """Whether there is a password."""
        return not self._password.empty

    def lets_in(self, auth: object) -> bool:
        """Whether this proof is right; its nonce is used up."""
        if not self.locked:
            return True
        if not isinstance(auth, dict):
            return False
        said = {str(k): v for k, v in auth.items()}
        nonce = said.get("nonce")
        if not isinstance(nonce, int) or nonce not in self._nonces:
            return False
        self._nonces.remove(nonce)
        if (said.get("realm"), said.get("username")) != (self._realm, "admin"):
            return False
        given = str(said.get("response")).encode("utf-8", "replace")
        return hmac.compare_digest(given, self._right(said).encode())

    def challenge(self) -> str:
        """The text of an error 401: JSON inside JSON, as the firmware has it."""
        self._nonces.append(secrets.randbelow(2**31))
        return json.dumps(
            {
                "auth_type": "digest",
                "nonce": self._nonces[-1],
                "nc": 1,
                "realm": self._realm,
                "algorithm": "SHA-256",
            }
        )

    def _right(self, said: dict[str, object]) -> str:
        with self._password.reveal() as password:
            one = _hex(f"admin:{self._realm}:{password}")
        two = _hex("dummy_method:dummy_uri")
        return _hex(f"{one}:{said['nonce']}:{said.get('nc', 1)}:{said.get('cnonce')}:auth:{two}")


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
