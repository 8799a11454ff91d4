import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const brokerName = defineRule({
  id: 'broker-name',
  title: 'Brokers take the names of topics and groups',
  topic: 'delivery',
  fixable: true,
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'off' },
  visit: visitDelivery('broker-name'),
});
