"""Sidecars that answer badly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from eda_runtime import sidecar as module
from eda_runtime.publish_wave import publish_wave
from eda_runtime.relay_row import RelayRow
from eda_runtime.sidecar import PublishTarget, Sidecar, send

Write = Callable[[asyncio.StreamWriter], Awaitable[None]]
ROW = RelayRow(1, 1, "pubsub", "t", None, "e", "{}", None, False, 0.0)
TARGET = PublishTarget("pubsub", "t", False)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


async def listen(write: Write) -> tuple[asyncio.Server, str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n")
            while True:
                await write(writer)
        except OSError:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def trickle(writer: asyncio.StreamWriter) -> None:
    writer.write(b" ")
    await writer.drain()
    await asyncio.sleep(0.02)


async def flood(writer: asyncio.StreamWriter) -> None:
    writer.write(b" " * 1_048_576)
    await writer.drain()


async def test_an_answer_that_never_ends_is_none(http: httpx.AsyncClient) -> None:
    server, url = await listen(trickle)
    with pytest.raises(TimeoutError, match=r"No answer from 127\.0\.0\.1:\d+ in 0\.3 s"):
        await send(http, url, method="GET", headers={}, body=None, timeout=0.3)
    server.close()


async def test_an_answer_without_bounds_is_cut_off(http: httpx.AsyncClient) -> None:
    server, url = await listen(flood)
    with pytest.raises(httpx.TransportError, match="is larger than"):
        await send(http, url, method="GET", headers={}, body=None, timeout=60)
    server.close()


async def test_a_sidecar_that_answers_without_end_is_an_outage_and_not_ready(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PUBLISH_TIMEOUT", 0.3)
    monkeypatch.setattr(module, "_HEALTH_TIMEOUT", 0.3)
    server, url = await listen(trickle)
    sidecar = Sidecar(http, url)
    result = await publish_wave(sidecar, TARGET, [ROW])
    assert (list(result.accepted), [one.own for one in result.failed]) == ([], [False])
    assert result.trouble is not None
    assert (result.trouble.kind, "No answer from" in result.trouble.reason) == ("outage", True)
    assert not await sidecar.is_ready()
    server.close()
