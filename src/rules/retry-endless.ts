import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const retryEndless = defineRule({
  id: 'retry-endless',
  title: 'Retries end',
  topic: 'delivery',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: visitDelivery('retry-endless'),
});
