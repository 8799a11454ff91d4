"""Steps of sagas as recording services do them: each in the way that its run is to go."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eda_runtime.contract import Event, PublishOptions, ServiceDefinition
from eda_runtime.database import Transaction
from eda_runtime.saga_run import messages_of
from eda_runtime.service import RunningService
from pydantic import BaseModel

from .recording_script import Play, SagaPart, Script, play_of, value_at, with_value

LATE_MS = 9_000
"""Longer than what the sagas of a proof wait for."""


class Start(BaseModel):
    """The event of a run, with a correlation that says how the run shall go."""

    id: str
    data: Any
    correlationId: str


class StartOrder(BaseModel):
    """Runs of a saga to be started."""

    event: str
    starts: list[Start]


def recording_sagas(definition: ServiceDefinition, script: Script) -> Mapping[str, Mapping[str, Callable[[Any], Any]]]:
    """Makes the messages of sagas: valid data with the key of the run."""

    def maker(saga: str, message: str) -> Callable[[Any], Any]:
        def make(run: Any) -> Any:
            data_type = definition.publishes[message].data
            played = script.sagas.get(saga)
            if played is not None:
                payload, path = played.payloads[message], played.paths[message]
                return data_type.load(with_value(payload, path, _key_like(value_at(payload, path), run.key)))
            given = script.payloads.get(message)
            if not given:
                raise LookupError(f"A proof has no data of {message}")
            return data_type.load(given[0])

        return make

    return {
        saga.name: {message: maker(saga.name, message) for message in messages_of(saga)} for saga in definition.sagas
    }


def _key_like(example: object, key: str) -> object:
    """The key of a run as the data of its events have it: runs keep it as a text."""
    return json.loads(key) if isinstance(example, int | float) else key


async def play_parts(
    definition: ServiceDefinition, script: Script, name: str, handler: str, event: Event[Any], context: Any
) -> None:
    """Does what the service does for sagas about an event, where it does anything."""
    play = play_of(event)
    for part in script.parts.get(name, ()):
        if part.handler != handler and (part.handler is not None or "/" in handler):
            continue
        data_type = next(one.data for topic in definition.subscriptions for one in topic.events if one.name == name)
        key = value_at(data_type.dump(event.data), script.sagas[part.saga].paths[name])
        if key is not None:
            await _play_part(definition, script, _Cue(part, event, play, key), context)


@dataclass(frozen=True, slots=True)
class _Cue:
    part: SagaPart
    event: Event[Any]
    play: Play | None
    """None: the run is nobody's play, and goes well."""
    key: Any


async def _play_part(definition: ServiceDefinition, script: Script, cue: _Cue, context: Any) -> None:
    part, play, key = cue.part, cue.play, cue.key

    def data_of(name: str) -> Any:
        saga = script.sagas[part.saga]
        return with_value(saga.payloads[name], saga.paths[name], key)

    def say(name: str) -> None:
        context.publish.send(name, definition.publishes[name].data.load(data_of(name)))

    is_acted = not part.undoes and play is not None and (play.saga, play.step) == (part.saga, part.step)
    act = play.act if play is not None and is_acted else "well"
    if play is not None and act in ("late", "late-failure"):
        said = part.refusal if act == "late-failure" and part.refusal is not None else part.answer
        await context.tx.execute(
            """INSERT INTO prove.job
                 (run, due_at, saga, step, key, takes_effect, answer, data, message_id, correlation_id)
               VALUES (%s, now() + %s * interval '1 ms', %s, %s, %s, %s, %s, %s::json, %s, %s)""",
            (
                *(play.run, LATE_MS, part.saga, part.step, str(key), said == part.answer, said),
                *(json.dumps(data_of(said)), cue.event.id, cue.event.correlation_id),
            ),
        )
        return
    if act == "fails" and part.refusal is not None:
        say(part.refusal)
        return
    if play is not None:
        step = _Step(play.run, part.saga, part.step, str(key), cue.event.id)
        await (_undo_step if part.undoes else _do_step)(context.tx, step)
    if act != "silent":
        say(part.answer)


@dataclass(frozen=True, slots=True)
class _Step:
    run: str
    saga: str
    step: str
    key: str
    message_id: str

    def values(self) -> tuple[str, str, str, str, str]:
        return (self.run, self.saga, self.step, self.key, self.message_id)


async def _do_step(tx: Transaction, step: _Step) -> None:
    await _lock_step(tx, step)
    await tx.raw(
        """INSERT INTO prove.step_effect (run, saga, step, key, kind, message_id)
           VALUES ($1, $2, $3, $4, 'do', $5)""",
        *step.values(),
    )


async def _undo_step(tx: Transaction, step: _Step) -> None:
    """Takes back what is there, and says that it is done where nothing is: what the design wants of who undoes."""
    await _lock_step(tx, step)
    await tx.raw(
        """INSERT INTO prove.step_effect (run, saga, step, key, kind, message_id)
           SELECT $1, $2, $3, $4, 'undo', $5
           WHERE (SELECT sum(CASE kind WHEN 'do' THEN 1 ELSE -1 END) FROM prove.step_effect
             WHERE saga = $2 AND step = $3 AND key = $4) > 0""",
        *step.values(),
    )


async def _lock_step(tx: Transaction, step: _Step) -> None:
    await tx.raw("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{step.saga}/{step.step}/{step.key}")


async def start_runs(service: RunningService, definition: ServiceDefinition, order: StartOrder) -> None:
    """Starts runs: in one transaction, so that the order can be given again."""
    data_type = definition.publishes[order.event].data
    async with service.transaction() as unit:
        for start in order.starts:
            options = PublishOptions(id=start.id, correlation_id=start.correlationId)
            unit.publish.send(order.event, data_type.load(start.data), options)


async def do_jobs(service: RunningService, definition: ServiceDefinition) -> None:
    """Does late work that is due."""
    while await _do_job(service, definition):
        pass


async def _do_job(service: RunningService, definition: ServiceDefinition) -> bool:
    """Effect and answer in one transaction. False where nothing is due."""
    async with service.transaction() as unit:
        rows, _ = await unit.tx.raw(
            """DELETE FROM prove.job WHERE id = (SELECT id FROM prove.job WHERE due_at <= now() ORDER BY id LIMIT 1
                 FOR UPDATE SKIP LOCKED)
               RETURNING run, saga, step, key, message_id, takes_effect, answer, data::text AS data, correlation_id""",
        )
        if not rows:
            return False
        [job] = rows
        if job["takes_effect"]:
            step = _Step(job["run"], job["saga"], job["step"], job["key"], job["message_id"])
            await _do_step(unit.tx, step)
        options = PublishOptions(causation_id=job["message_id"], correlation_id=job["correlation_id"])
        answer: str = job["answer"]
        unit.publish.send(answer, definition.publishes[answer].data.load(json.loads(job["data"])), options)
        return True
