"""The JSON-RPC of a Shelly practice device: a request as bytes in, a reply as bytes out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

NO_HANDLER: Final = 404
UNAUTHORIZED: Final = 401
INVALID_ARGUMENT: Final = -103
LIST: Final = "Shelly.ListMethods"
FREE_FOR_ALL: Final = "shelly.getdeviceinfo"  # says itself whether the rest needs a password

Params = dict[str, Any]
Verb = Callable[[Params], Awaitable[Any]]


class RpcRefusal(Exception):
    """An error reply of this code; the text is the device's own."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Rpc:
    """Looks up the verb, asks for the password, and words the reply."""

    def __init__(
        self,
        source: str,
        verbs: dict[str, Verb],
        lets_in: Callable[[object], bool],
        challenge: Callable[[], str],
    ) -> None:
        """`verbs` by method name; capitals do not matter. Which there are is a method as well."""
        self._source = source
        self._names = sorted((*verbs, LIST))
        self._verbs = {LIST.lower(): self._list, **{n.lower(): v for n, v in verbs.items()}}
        self._lets_in, self._challenge = lets_in, challenge

    @staticmethod
    def method_of(body: bytes) -> str:
        """What is asked for; empty where that is no request."""
        return str(_request(body).get("method", ""))[:64]

    async def answer(self, body: bytes) -> bytes:
        """The reply; empty where that was no request, for which there is none."""
        said = _request(body)
        method = self.method_of(body)
        if not method:
            return b""
        reply: dict[str, object] = {"id": said.get("id"), "src": self._source}
        if "src" in said:
            reply["dst"] = said["src"]
        try:
            reply["result"] = await self._do(method.lower(), said)
        except RpcRefusal as refusal:
            reply["error"] = {"code": refusal.code, "message": str(refusal)}
        return json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode()

    async def _list(self, _params: Params) -> Any:
        return {"methods": self._names}

    async def _do(self, method: str, said: dict[str, object]) -> Any:
        if method != FREE_FOR_ALL and not self._lets_in(said.get("auth")):
            raise RpcRefusal(UNAUTHORIZED, self._challenge())
        verb = self._verbs.get(method)
        if verb is None:
            raise RpcRefusal(NO_HANDLER, f"No handler for {method[:64]}")
        params = said.get("params")
        return await verb(params if isinstance(params, dict) else {})


def _request(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) and isinstance(said.get("method"), str) else {}


def station(params: Params) -> tuple[str, str]:
    """Name and password in WiFi.SetConfig, by the rules of the firmware."""
    config = params.get("config")
    sta = config.get("sta") if isinstance(config, dict) else None
    ssid = sta.get("ssid") if isinstance(sta, dict) else None
    if not isinstance(sta, dict) or not isinstance(ssid, str) or not sta.get("enable"):
        raise RpcRefusal(INVALID_ARGUMENT, "Missing or bad argument 'config'!")
    password = sta.get("pass") or ""
    fits = isinstance(password, str) and (not password or 8 <= len(password.encode()) <= 64)
    if not fits or not 1 <= len(ssid.encode("utf-8", "replace")) <= 32:
        raise RpcRefusal(INVALID_ARGUMENT, "Invalid 'sta' config!")
    return ssid, password
