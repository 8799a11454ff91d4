import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const brokerNameLength = defineRule({
  id: 'broker-name-length',
  title: 'Names are short enough for their brokers',
  topic: 'delivery',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'off' },
  visit: visitDelivery('broker-name-length'),
});
