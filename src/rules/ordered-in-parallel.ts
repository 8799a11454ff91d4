import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const orderedInParallel = defineRule({
  id: 'ordered-in-parallel',
  title: 'Ordered topics are not taken in parallel or in bulk',
  topic: 'delivery',
  fixable: true,
  severity: { minimal: 'warning', recommended: 'warning', strict: 'error' },
  visit: visitDelivery('ordered-in-parallel'),
});
