"""Dapr's HTTP API, as far as services use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import httpx

# The longest that the broker may take to accept: longer counts as lost, and is sent again.
_PUBLISH_TIMEOUT = 30.0
_HEALTH_TIMEOUT = 2.0


@dataclass(frozen=True, slots=True)
class PublishTarget:
    """`raw`: the body is the message as it is, without an envelope."""

    pubsub: str
    topic: str
    raw: bool


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Of the sidecar, or of a called service."""

    status: int
    body: str


class Sidecar:
    """Speaks to the sidecar at `base_url`. Paths are encoded: names come from the design."""

    def __init__(self, http: httpx.AsyncClient, base_url: str, token: str | None = None) -> None:
        self._http = http
        self._base_url = base_url
        self._headers = {"dapr-api-token": token} if token else {}

    async def publish(self, target: PublishTarget, body: str, metadata: Mapping[str, str]) -> None:
        """Sends one event. Raises RuntimeError with the sidecar's answer unless it was accepted."""
        query = {f"metadata.{name}": value for name, value in metadata.items()}
        content_type = "application/json" if target.raw else "application/cloudevents+json"
        answer = await self._http.post(
            self._publish_url("publish", target, query),
            content=body.encode(),
            headers={**self._headers, "content-type": content_type},
            timeout=_PUBLISH_TIMEOUT,
        )
        if not answer.is_success:
            raise RuntimeError(f"Publishing to {target.topic} failed with {answer.status_code}: {answer.text[:500]}")

    async def publish_bulk(self, target: PublishTarget, body: str) -> HttpAnswer:
        """Sends several; the answer says what became of them, it is not judged here."""
        answer = await self._http.post(
            self._publish_url("publish/bulk", target, {}),
            content=body.encode(),
            headers={**self._headers, "content-type": "application/json"},
            timeout=_PUBLISH_TIMEOUT,
        )
        return HttpAnswer(answer.status_code, answer.text)

    async def invoke(
        self,
        app_id: str,
        path: str,
        *,
        method: str,
        headers: Mapping[str, str],
        body: str | None,
        timeout: float,
    ) -> HttpAnswer:
        """Calls `path` of another app. `timeout` in seconds."""
        url = f"{self._base_url}/v1.0/invoke/{quote(app_id, safe='')}/method{path}"
        return await send(
            self._http, url, method=method, headers={**headers, **self._headers}, body=body, timeout=timeout
        )

    async def is_ready(self) -> bool:
        """Whether the sidecar's components are up; does not wait for this app."""
        try:
            answer = await self._http.get(
                f"{self._base_url}/v1.0/healthz/outbound", headers=self._headers, timeout=_HEALTH_TIMEOUT
            )
        except httpx.HTTPError:
            return False
        return answer.is_success

    def _publish_url(self, kind: str, target: PublishTarget, query: Mapping[str, str]) -> str:
        parameters = {**query, **({"metadata.rawPayload": "true"} if target.raw else {})}
        # Slashes of a topic stay: the sidecar takes the rest of the path as the topic.
        path = f"{quote(target.pubsub, safe='')}/{quote(target.topic, safe='/')}"
        return f"{self._base_url}/v1.0/{kind}/{path}" + (f"?{urlencode(parameters)}" if parameters else "")


async def send(
    http: httpx.AsyncClient,
    url: str,
    *,
    method: str,
    headers: Mapping[str, str],
    body: str | None,
    timeout: float,
) -> HttpAnswer:
    """Sends one request. Raises httpx.TransportError where no answer comes. `timeout` in seconds."""
    answer = await http.request(
        method, url, headers=dict(headers), content=None if body is None else body.encode(), timeout=timeout
    )
    return HttpAnswer(answer.status_code, answer.text)
