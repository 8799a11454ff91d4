"""kill -9 at any moment: decisions are stored whole, and the projection is their fold."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from pathlib import Path

from eda_runtime.database import Database, Row
from eda_runtime.migrate import migrate

from .bank import BALANCES
from .support import FakeSidecar, MemoryLogger, until

_PAYMENTS = 40
# Enough that a rebuild takes several transactions.
_EARLIER = 6_000
_FOLDER = Path(__file__).parents[1]


async def test_decisions_are_stored_whole_and_the_projection_is_their_fold_whenever_it_is_killed(
    url: str, migrations: Path, sidecar: FakeSidecar, logger: MemoryLogger
) -> None:
    (migrations / "0003-balances.sql").write_text(BALANCES)
    await migrate(url, migrations, logger)
    database = Database(url, 2, logger)
    await database.open()

    async def ask(query: str) -> list[Row]:
        return (await database.raw(query))[0]

    async def stored() -> int:
        return int((await ask("SELECT count(*)::int AS n FROM eda.event WHERE stream LIKE 'account/k%'"))[0]["n"])

    async def caught_up() -> bool:
        table = await ask("SELECT key, total, count FROM public.balances ORDER BY key")
        fold = await ask(
            "SELECT data->>'key' AS key, sum((data->>'n')::int)::int AS total, count(*)::int AS count "
            "FROM eda.event GROUP BY 1 ORDER BY 1"
        )
        return table == fold and not await ask("SELECT 1 FROM eda.projection WHERE rebuild OR state = 'building'")

    await ask(
        f"""INSERT INTO eda.event (position, stream, version, event_id, type, schema, data)
            SELECT nextval('eda.event_position'), 'account/e' || n % 50, n / 50 + 1, gen_random_uuid(), 'account.paid',
              '1.0.0', json_build_object('key', 'e' || n % 50, 'n', n) FROM generate_series(0, {_EARLIER - 1}) n"""
    )
    kills, done = 0, False
    environment = {
        **os.environ,
        "PAYMENTS": str(_PAYMENTS),
        "PORT": "0",
        "DATABASE_URL": url,
        "DAPR_HTTP_PORT": sidecar.url.rsplit(":", 1)[1],
        "EDA_MIGRATIONS": str(migrations),
    }
    try:
        while not done:
            before = await stored()
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.killed_bank", cwd=_FOLDER, env=environment
            )
            try:
                if before == 3 * _PAYMENTS:
                    # The last one is left alone: it brings to an end what those before it began.
                    await until(caught_up, 300)
                    done = True
                else:

                    async def paid(before: int = before) -> bool:
                        return await stored() > before

                    await until(paid, 300)
                    await asyncio.sleep(random.random() * 0.4)
            finally:
                child.send_signal(signal.SIGTERM if done else signal.SIGKILL)
                await child.wait()
            kills += not done
        assert kills > 0
        assert await stored() == 3 * _PAYMENTS
        assert await ask("SELECT 1 FROM eda.projection_fault") == []
        streams = await ask("SELECT count(*)::int AS n, max(version) AS last FROM eda.event GROUP BY stream")
        assert all(row["n"] == row["last"] for row in streams)
    finally:
        await database.close()
