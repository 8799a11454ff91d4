import { placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const sagaUnheard = defineRule({
  id: 'saga-unheard',
  title: 'A saga hears every answer to its commands',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error' },
  visit: {
    saga(saga, { index, report }) {
      if (saga.style !== 'orchestration') return;
      for (const { name, command, succeeds, fails, compensation, at } of saga.steps) {
        const asked = [
          { key: 'command', command, heard: [succeeds, fails] },
          ...(compensation === undefined
            ? []
            : [{ key: 'compensate', command: compensation.command, heard: [compensation.done] }]),
        ];
        for (const { key, command: sent, heard } of asked) {
          const [handler] = index.subscribersOf(sent);
          const answers = (handler?.service.publications ?? []).filter(({ on }) => on === sent);
          const events = [...new Set(answers.map(({ event }) => event))];
          // An answer that somebody else takes may be no answer, but news.
          const lost = events.filter(
            (event) => !heard.includes(event) && index.subscribersOf(event).length === 0,
          );
          if (handler === undefined || lost.length === 0) continue;
          report({
            message: `${handler.service.name} may answer ${sent} with ${listNames(lost)}, which step ${name} does not hear: the run waits until its time is up`,
            help: `say \`fails: ${lost[0]}\`, or take it out of what ${handler.service.name} publishes`,
            at: placeAt(at, key),
          });
        }
      }
    },
  },
});
