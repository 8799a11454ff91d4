"""Who may speak: deliveries come from the sidecar, calls from the services that make them in the design."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

from .contract import Operation
from .errors import HttpError

_Sender = Literal["sidecar", "other", "unknown"]
"""`sidecar`: it brought APP_API_TOKEN. `unknown`: no token is set, as on a laptop, so nobody can tell."""


def admit_delivery(headers: Mapping[str, str], app_token: str | None) -> None:
    """Lets only the sidecar deliver events.

    Another app could have its sidecar call the path, and this one's sidecar would add the token; but then it
    adds the caller's name as well, which no delivery has. Raises HttpError 401 without the token, 403 for a call
    or a web page, which any browser lets post here.
    """
    if _sender_of(headers, app_token) == "other":
        raise HttpError(401, "Deliveries come from the sidecar")
    if "origin" in headers or "dapr-caller-app-id" in headers:
        raise HttpError(403, "Deliveries come from the sidecar")


def admit_caller(service: str, operation: Operation, headers: Mapping[str, str], app_token: str | None) -> None:
    """Lets the services call an operation that call it in the design, through the sidecar, and where it is for
    those outside the system whoever comes to the port directly.

    Raises HttpError 401 with a wrong token, 403 for everybody else.
    """
    sender = _sender_of(headers, app_token)
    if sender == "other" and "dapr-api-token" in headers:
        raise HttpError(401, "The token is wrong")
    # A caller can send the header too, and the sidecar adds its own to that: two names are none.
    named = headers.get("dapr-caller-app-id")
    if sender == "unknown" and named is None:
        return
    if sender == "other":
        if operation.from_outside:
            return
    # What a service asks of itself does not leave its sidecar, which then names nobody.
    elif (service if named is None else named) in operation.callers:
        return
    who = ", ".join(operation.callers) or "no service"
    raise HttpError(403, f"In the design {who} may call {operation.name}")


def _sender_of(headers: Mapping[str, str], app_token: str | None) -> _Sender:
    if not app_token:
        return "unknown"
    return "sidecar" if is_secret(headers.get("dapr-api-token"), app_token) else "other"


def is_secret(given: str | None, expected: str) -> bool:
    """Compares without telling by its duration how much fits."""
    return given is not None and hmac.compare_digest(_digest(given), _digest(expected))


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
