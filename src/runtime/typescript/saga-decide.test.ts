import { describe, expect, test } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { decideChoreography } from './choreography-decide.ts';
import type { SagaStep, SagaVersion } from './saga-contract.ts';
import { beginRun, decideRun, type Plan, UNDO_ATTEMPTS } from './saga-decide.ts';
import { commandId, type Decision, type RunInput, type RunState, undoId } from './saga-run.ts';

const steps: readonly SagaStep[] = ['reserve', 'pay', 'ship'].map((name) => ({
  name,
  command: `do.${name}`,
  succeeds: `${name}.done`,
  fails: `${name}.failed`,
  compensation: { command: `undo.${name}`, done: `${name}.undone` },
  timeoutMs: 1000,
}));
const planOf = (own: readonly SagaStep[]): Plan => ({
  definition: { name: 'buying', completes: 'bought', aborts: 'not-bought' },
  version: { version: 1, steps: own } satisfies SagaVersion,
});
const plan = planOf(steps);
const reply = (event: string, causationId?: string): RunInput => ({
  kind: 'reply',
  reply: { event, version: '1.0.0', data: {} },
  causationId,
});

/** Feeds inputs one after another; @returns the last decision, and every message on the way. */
function play(inputs: readonly RunInput[], own = plan): { last: Decision; sent: string[] } {
  let last = beginRun(own, 'k');
  const sent = last.messages.map(({ event }) => event);
  for (const input of inputs) {
    last = decideRun(own, last.run, input);
    sent.push(...last.messages.map(({ event }) => event));
  }
  return { last, sent };
}
const states = ({ steps: all }: RunState) => all.map(({ name, state }) => `${name} ${state}`);

describe('a run', () => {
  test('goes through its steps to its end', () => {
    const { last, sent } = play([reply('reserve.done'), reply('pay.done'), reply('ship.done')]);
    expect(sent).toEqual(['do.reserve', 'do.pay', 'do.ship', 'bought']);
    expect(last.run.state).toBe('completed');
    expect(last.waitMs).toBeUndefined();
  });

  test.each(steps.map(({ name }, index) => [name, index] as const))(
    'undoes what was done before %s failed, last first, and one at a time',
    (name, index) => {
      const before = steps.slice(0, index);
      const done = before.map((step) => reply(step.succeeds));
      const undone = [...before].reverse().map((step) => reply(`${step.name}.undone`));
      const { last, sent } = play([...done, reply(`${name}.failed`), ...undone]);
      expect(sent).toEqual([
        ...steps.slice(0, index + 1).map(({ command }) => command),
        ...[...before].reverse().map((step) => step.compensation?.command),
        'not-bought',
      ]);
      expect(last.run).toMatchObject({ state: 'compensated', failure: { reason: 'failed', step: name } });
    },
  );

  test.each(steps.map(({ name }, index) => [name, index] as const))(
    'undoes %s as well where it does not answer in time',
    (name, index) => {
      const done = steps.slice(0, index).map((step) => reply(step.succeeds));
      const undone = steps
        .slice(0, index + 1)
        .reverse()
        .map((step) => reply(`${step.name}.undone`));
      const { last, sent } = play([...done, { kind: 'timeout' }, ...undone]);
      expect(sent.slice(index + 1)).toEqual([
        ...steps
          .slice(0, index + 1)
          .reverse()
          .map((step) => step.compensation?.command),
        'not-bought',
      ]);
      expect(last.run).toMatchObject({ state: 'compensated', failure: { reason: 'timed-out', step: name } });
    },
  );

  test('passes over steps that have nothing to undo', () => {
    const bare = steps.map(({ compensation, ...step }) =>
      step.name === 'pay' ? step : { ...step, compensation },
    );
    const own = planOf(bare as readonly SagaStep[]);
    const { sent } = play(
      [reply('reserve.done'), reply('pay.done'), reply('ship.failed'), reply('reserve.undone')],
      own,
    );
    expect(sent).toEqual(['do.reserve', 'do.pay', 'do.ship', 'undo.reserve', 'not-bought']);
  });

  test('a late failure spares the undoing; a late success does not', () => {
    // pay is late; its undoing is out. The failure of reserve cannot be, so what is late is about pay.
    const late = play([reply('reserve.done'), { kind: 'timeout' }, reply('pay.done')]);
    expect(late.last.outcome).toBe('late');
    expect(states(late.last.run)).toEqual(['reserve done', 'pay undoing']);
    const again = play([reply('reserve.done'), { kind: 'timeout' }, reply('pay.done'), reply('pay.undone')]);
    expect(again.sent.filter((event) => event === 'undo.pay')).toHaveLength(2);
  });

  test('a success that comes when everything is undone is undone again, and nothing is announced twice', () => {
    const end = [
      reply('reserve.done'),
      { kind: 'timeout' } as const,
      reply('pay.undone'),
      reply('reserve.undone'),
    ];
    const { last, sent } = play([...end, reply('pay.done'), reply('pay.undone')]);
    expect(sent.filter((event) => event === 'undo.pay')).toHaveLength(2);
    expect(sent.filter((event) => event === 'not-bought')).toHaveLength(1);
    expect(last.run.state).toBe('compensated');
  });

  test('asks for an undoing again with a longer pause, and then for a person', () => {
    const timeout = { kind: 'timeout' } as const;
    let decision = decideRun(plan, play([reply('reserve.done')]).last.run, timeout);
    const waits = [decision.waitMs];
    for (let n = 1; n < UNDO_ATTEMPTS; n += 1) {
      decision = decideRun(plan, decision.run, timeout);
      waits.push(decision.waitMs);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000]);
    const parked = decideRun(plan, decision.run, timeout);
    expect(parked.run.state).toBe('parked');
    expect(decideRun(plan, parked.run, timeout).outcome).toBe('ignored');
    // Asked for again, with an id of its own, so that no inbox takes it for the one before.
    const retried = decideRun(plan, parked.run, { kind: 'retry' });
    expect(retried.run.state).toBe('compensating');
    expect(retried.messages[0]?.id).toBe(undoId(parked.run, 'pay', UNDO_ATTEMPTS + 1));
    // Given up by a person: the others are undone all the same.
    const given = decideRun(plan, parked.run, { kind: 'abort' });
    expect(given.messages.map(({ event }) => event)).toEqual(['undo.reserve']);
    expect(states(given.run)).toEqual(['reserve undoing', 'pay given-up']);
    // And an answer that comes after all lets it go on.
    expect(decideRun(plan, parked.run, reply('pay.undone')).run.state).toBe('compensating');
  });

  test('that a person aborts is undone, with the step that is under way', () => {
    const { last, sent } = play([reply('reserve.done'), { kind: 'abort', note: 'customer called' }]);
    expect(sent.at(-1)).toBe('undo.pay');
    expect(last.run.failure).toEqual({ reason: 'aborted', step: 'pay', note: 'customer called' });
    expect(decideRun(plan, play([reply('reserve.failed')]).last.run, { kind: 'abort' }).outcome).toBe(
      'ignored',
    );
    expect(decideRun(plan, play([]).last.run, { kind: 'retry' }).outcome).toBe('ignored');
  });

  test('takes an answer for the command that caused it, whatever others wait', () => {
    // Twice the same command: the answer alone does not say which.
    const twice = planOf([steps[0], { ...steps[0], name: 'again' }] as readonly SagaStep[]);
    const begun = beginRun(twice, 'k').run;
    const second = decideRun(twice, begun, reply('reserve.done', commandId(begun, 'reserve')));
    expect(states(second.run)).toEqual(['reserve done', 'again sent']);
    // The first one's answer once more.
    expect(decideRun(twice, second.run, reply('reserve.done', commandId(begun, 'reserve'))).outcome).toBe(
      'ignored',
    );
    expect(decideRun(twice, second.run, reply('reserve.done', commandId(begun, 'again'))).run.state).toBe(
      'completed',
    );
  });

  test('the ids of its messages are the same for the same decision, and for no other', () => {
    const ids = (key: string) => beginRun(plan, key).messages.map(({ id }) => id);
    expect(ids('k')).toEqual(ids('k'));
    expect(ids('k')).not.toEqual(ids('l'));
    expect(ids('k')[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

/*
 * Participants that do what they are told when they hear it, and forget: an undoing that overtakes its command does
 * nothing, and the command then has its effect. Messages wait, overtake each other and come twice; time runs out at any
 * moment. Whatever happens, the run ends, and the effects are all or none.
 */
describe('whatever happens between the coordinator and its participants', () => {
  test('every run ends completed with all effects, or compensated with none', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.nat(1_000_000)),
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        (choices, succeeds) => {
          const pick = (size: number): number => (choices.next().value ?? 0) % size;
          const effects = new Map(steps.map(({ name }) => [name, false]));
          const handled = new Map<string, RunInput>();
          let decision = beginRun(plan, 'k');
          /** On their way: to a participant, or back. */
          let wires: ({ to: 'participant'; event: string; id: string } | { to: 'saga'; input: RunInput })[] =
            [];
          const emit = ({ messages }: Decision) => {
            for (const { event, id } of messages) wires.push({ to: 'participant', event, id });
          };
          emit(decision);
          let timeouts = 0;
          for (let n = 0; n < 2000; n += 1) {
            const isOpen = decision.run.state === 'running' || decision.run.state === 'compensating';
            // Time is up for what waits: seldom, and at last always, so that nothing waits for ever.
            if (
              decision.waitMs !== undefined &&
              isOpen &&
              (pick(6) === 0 ? timeouts < 6 : wires.length === 0)
            ) {
              timeouts += 1;
              decision = decideRun(plan, decision.run, { kind: 'timeout' });
              emit(decision);
              continue;
            }
            if (decision.run.state === 'parked') {
              decision = decideRun(plan, decision.run, { kind: 'retry' });
              emit(decision);
              continue;
            }
            const at = pick(Math.max(1, wires.length));
            const wire = wires[at];
            if (wire === undefined) break;
            // One in five is delivered a second time, later.
            if (pick(5) > 0) wires = wires.filter((_wire, index) => index !== at);
            if (wire.to === 'participant') {
              const [verb = '', name = ''] = wire.event.split('.');
              if (verb !== 'do' && verb !== 'undo') {
                wires = wires.filter((other) => other !== wire);
                continue;
              }
              // The inbox of the participant knows a command that it has handled.
              if (handled.has(wire.id)) continue;
              const isSuccess = succeeds[steps.findIndex((step) => step.name === name)] ?? false;
              if (verb === 'undo') effects.set(name, false);
              else if (isSuccess) effects.set(name, true);
              const told = verb === 'undo' ? 'undone' : isSuccess ? 'done' : 'failed';
              const input = reply(`${name}.${told}`, wire.id);
              handled.set(wire.id, input);
              wires.push({ to: 'saga', input });
            } else {
              const next = decideRun(plan, decision.run, wire.input);
              decision = { ...next, waitMs: next.waitMs === 'same' ? decision.waitMs : next.waitMs };
              emit(next);
            }
          }
          const have = [...effects.values()];
          expect(['completed', 'compensated']).toContain(decision.run.state);
          expect(have).toEqual(have.map(() => decision.run.state === 'completed'));
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('a choreography, as the one sees it who started it', () => {
  const own: Plan = {
    definition: plan.definition,
    version: {
      version: 1,
      timeoutMs: 5000,
      steps: steps.map(({ name, succeeds, fails }) => ({ name, succeeds, ...(fails && { fails }) })),
    },
  };
  const begun: RunState = { saga: 'buying', key: 'k', version: 1, state: 'running', steps: [], aborts: 0 };

  test('completes with the last success, once', () => {
    expect(decideChoreography(own, begun, reply('pay.done')).outcome).toBe('ignored');
    const { run, messages } = decideChoreography(own, begun, reply('ship.done'));
    expect([run.state, messages.map(({ event }) => event)]).toEqual(['completed', ['bought']]);
    expect(decideChoreography(own, run, reply('ship.done')).outcome).toBe('ignored');
    expect(decideChoreography(own, run, { kind: 'timeout' }).outcome).toBe('ignored');
    expect(decideChoreography(own, run, { kind: 'abort' }).outcome).toBe('ignored');
  });

  test.each([
    ['a failure', reply('pay.failed'), { reason: 'failed', step: 'pay', event: 'pay.failed', data: {} }],
    ['the time', { kind: 'timeout' } as const, { reason: 'timed-out' }],
    ['a person', { kind: 'abort', note: 'no' } as const, { reason: 'aborted', note: 'no' }],
  ])('%s aborts it', (_what, input, failure) => {
    const { run, messages } = decideChoreography(own, begun, input);
    expect(run).toMatchObject({ state: 'aborted', failure, aborts: 1 });
    expect(messages.map(({ event }) => event)).toEqual(['not-bought']);
  });

  test('whoever goes on after the abort hears it once more, as another event', () => {
    const aborted = decideChoreography(own, begun, { kind: 'timeout' });
    const late = decideChoreography(own, aborted.run, reply('ship.done'));
    expect(late.messages.map(({ event }) => event)).toEqual(['not-bought']);
    expect(late.messages[0]?.id).not.toBe(aborted.messages[0]?.id);
    expect(late.run.state).toBe('aborted');
  });
});
