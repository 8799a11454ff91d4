import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const deadLetterLoop = defineRule({
  id: 'dead-letter-loop',
  title: 'Dead letters do not come back',
  topic: 'delivery',
  fixable: true,
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: visitDelivery('dead-letter-loop'),
});
