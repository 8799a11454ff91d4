"""A service may be started before its database."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx

from eda_runtime.contract import Publisher, ServiceWiring

from .support import FakeSidecar, MemoryLogger, definition, start, until


async def test_is_alive_and_says_why_it_waits_and_is_ready_when_the_database_comes(
    url: str, sidecar: FakeSidecar, migrations: Path, logger: MemoryLogger
) -> None:
    inside = urlsplit(url)
    # Nobody listens there until the door opens.
    with socket.create_server(("127.0.0.1", 0)) as probe:
        place = probe.getsockname()[1]
    away = urlunsplit(inside._replace(netloc=inside.netloc.replace(f":{inside.port}", f":{place}")))
    wiring = ServiceWiring(handlers={}, operations={}, projections={}, publisher=Publisher, handler_publishers={})
    made = definition()
    starting = asyncio.create_task(
        start(made, wiring, url=away, sidecar=sidecar.url, migrations=migrations, logger=logger)
    )
    await until(lambda: "database not ready" in logger.messages())
    own = next(fields["port"] for _, message, fields in logger.lines if message == "service listens")

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{own}", trust_env=False, timeout=60) as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503

        async def let_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            answers, questions = await asyncio.open_connection(inside.hostname, inside.port)
            await asyncio.gather(_pass_on(reader, questions), _pass_on(answers, writer))

        async with await asyncio.start_server(let_in, "127.0.0.1", place):
            served = await starting

            async def is_ready() -> bool:
                return (await client.get("/readyz")).status_code == 200

            await until(is_ready)
            await served.service.stop()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
