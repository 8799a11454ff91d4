import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const orderNotKept = defineRule({
  id: 'order-not-kept',
  title: 'Brokers keep the order that topics ask for',
  topic: 'delivery',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: visitDelivery('order-not-kept'),
});
