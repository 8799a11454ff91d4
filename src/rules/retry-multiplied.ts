import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const retryMultiplied = defineRule({
  id: 'retry-multiplied',
  title: 'A broker does not start a retry again while it runs',
  topic: 'delivery',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: visitDelivery('retry-multiplied'),
});
