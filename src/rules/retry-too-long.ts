import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const retryTooLong = defineRule({
  id: 'retry-too-long',
  title: 'Dapr goes on as long as the retry',
  topic: 'delivery',
  severity: { minimal: 'warning', recommended: 'warning', strict: 'warning' },
  visit: visitDelivery('retry-too-long'),
});
