import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const deadLetterUnreachable = defineRule({
  id: 'dead-letter-unreachable',
  title: 'A dead-letter topic that is named can be reached',
  topic: 'delivery',
  fixable: true,
  severity: { minimal: 'warning', recommended: 'warning', strict: 'warning' },
  visit: visitDelivery('dead-letter-unreachable'),
});
