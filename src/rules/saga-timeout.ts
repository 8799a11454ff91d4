import { placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const sagaTimeout = defineRule({
  id: 'saga-timeout',
  title: 'A saga does not wait for ever',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error' },
  visit: {
    saga(saga, { report }) {
      if (saga.style === 'choreography') {
        if (saga.timeout !== undefined) return;
        report({
          message: `saga ${saga.name} has no timeout: where a service does not answer, its runs never end`,
          help: 'say the longest time of a whole run: `timeout: 10m`',
          at: placeAt(saga.at, 'style'),
        });
        return;
      }
      for (const { name, command, timeout, at } of saga.steps) {
        if (timeout !== undefined) continue;
        report({
          message: `step ${name} has no timeout: where nobody answers ${command}, the run never ends`,
          help: 'say how long silence may last before it counts as a failure: `timeout: 30s`',
          at: placeAt(at, 'name'),
        });
      }
    },
  },
});
