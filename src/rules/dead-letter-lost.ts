import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const deadLetterLost = defineRule({
  id: 'dead-letter-lost',
  title: 'Dead letters are kept',
  topic: 'delivery',
  severity: { minimal: 'warning', recommended: 'warning', strict: 'warning' },
  visit: visitDelivery('dead-letter-lost'),
});
