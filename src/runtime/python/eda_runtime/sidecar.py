"""Dapr's HTTP API, as far as services use it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

import httpx

# The longest that the broker may take to accept: longer counts as lost, and is sent again.
_PUBLISH_TIMEOUT = 30.0
_HEALTH_TIMEOUT = 2.0
_ANSWER_LIMIT = 67_108_864


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
    """Speaks to the sidecar at `base_url`. Paths are encoded: names come from the design.

    `components`: those that are published through, by broker, where they have another name.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        token: str | None = None,
        components: Mapping[str, str] | None = None,
    ) -> None:
        self._http = http
        self._base_url = base_url
        self._headers = {"dapr-api-token": token} if token else {}
        self._components = components or {}

    async def publish(self, target: PublishTarget, body: str, metadata: Mapping[str, str]) -> None:
        """Sends one event. Raises RuntimeError with the sidecar's answer unless it was accepted."""
        query = {f"metadata.{name}": value for name, value in metadata.items()}
        content_type = "application/json" if target.raw else "application/cloudevents+json"
        url = self._publish_url("publish", target, query)
        answer = await self._post(url, body, content_type)
        if not 200 <= answer.status <= 299:
            raise RuntimeError(f"Publishing to {target.topic} failed with {answer.status}: {answer.body[:500]}")

    async def publish_bulk(self, target: PublishTarget, body: str) -> HttpAnswer:
        """Sends several; the answer says what became of them, it is not judged here."""
        return await self._post(self._publish_url("publish/bulk", target, {}), body, "application/json")

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
            url = f"{self._base_url}/v1.0/healthz/outbound"
            answer = await send(
                self._http, url, method="GET", headers=self._headers, body=None, timeout=_HEALTH_TIMEOUT
            )
        except (httpx.HTTPError, OSError):
            return False
        return 200 <= answer.status <= 299

    async def _post(self, url: str, body: str, content_type: str) -> HttpAnswer:
        headers = {**self._headers, "content-type": content_type}
        return await send(self._http, url, method="POST", headers=headers, body=body, timeout=_PUBLISH_TIMEOUT)

    def _publish_url(self, kind: str, target: PublishTarget, query: Mapping[str, str]) -> str:
        parameters = {**query, **({"metadata.rawPayload": "true"} if target.raw else {})}
        # Slashes of a topic stay: the sidecar takes the rest of the path as the topic.
        component = self._components.get(target.pubsub, target.pubsub)
        path = f"{quote(component, safe='')}/{quote(target.topic, safe='/')}"
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
    """Sends one request. `timeout` in seconds, from the first byte to the last: an answer that never ends is none.

    Raises httpx.TransportError or TimeoutError where no answer comes, or one that is too large.
    """
    content = None if body is None else body.encode()
    deadline = asyncio.timeout(timeout)
    try:
        async with deadline:
            async with http.stream(method, url, headers=dict(headers), content=content, timeout=timeout) as answer:
                return HttpAnswer(answer.status_code, await _read(answer))
    except TimeoutError as error:
        if not deadline.expired():
            raise
        raise TimeoutError(f"No answer from {urlsplit(url).netloc} in {timeout:g} s") from error


async def _read(answer: httpx.Response) -> str:
    data = bytearray()
    async for chunk in answer.aiter_bytes():
        data += chunk
        if len(data) > _ANSWER_LIMIT:
            raise httpx.ReadError(f"The answer of {answer.url.netloc.decode()} is larger than {_ANSWER_LIMIT} bytes")
    return data.decode(answer.encoding or "utf-8", "replace")
