"""A service for tests that kill it: `python -m tests.killed_bank`.

Pays into accounts, several events a decision, from where its store ends up to the number in PAYMENTS, while its
projection follows and is rebuilt again and again.
"""

from __future__ import annotations

import asyncio
import os
import sys

from eda_runtime.service import RunningService, run_service

from .bank import Pay, balances, bank, bank_wiring

_ACCOUNTS = 5


async def _pay(service: RunningService) -> None:
    while not service.runtime.prepared:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    async with service.transaction() as unit:
        # As operators ask for it. The row of a build that is swapped meanwhile would be locked in another order.
        await unit.tx.raw("UPDATE eda.projection SET rebuild = true WHERE state = 'live'")
        rows, _ = await unit.tx.raw("SELECT count(*)::int AS n FROM eda.event WHERE stream LIKE 'account/k%'")
    for n in range(rows[0]["n"] // 3, int(os.environ["PAYMENTS"])):
        key = f"k{n % _ACCOUNTS}"
        async with service.transaction() as unit:
            await unit.aggregates["account"].execute(key, Pay(key, n, 3))


def _start(service: RunningService) -> None:
    task = asyncio.get_running_loop().create_task(_pay(service))
    # A payment that fails ends the process, so that the test sees it.
    task.add_done_callback(lambda done: None if done.cancelled() or done.exception() is None else sys.exit(3))


if __name__ == "__main__":
    run_service(bank(projections=[balances()]), bank_wiring(), on_start=_start)
