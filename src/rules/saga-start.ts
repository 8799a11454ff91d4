import { placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const sagaStart = defineRule({
  id: 'saga-start',
  title: 'A choreography is started by one service',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    saga(saga, { index, report }) {
      if (saga.style !== 'choreography') return;
      const starters = index.publishersOf(saga.starts).map(({ service }) => service.name);
      if (starters.length === 1) return;
      report({
        message: `saga ${saga.name} starts with ${saga.starts}, which ${starters.length === 0 ? 'nobody publishes' : `${listNames(starters)} publish`}`,
        help: `the service that publishes it watches the run and ends it: there has to be exactly one`,
        at: placeAt(saga.at, 'starts'),
      });
    },
  },
});
