import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const brokerSetting = defineRule({
  id: 'broker-setting',
  title: 'Brokers have the settings that the design asks for',
  topic: 'delivery',
  severity: { minimal: 'warning', recommended: 'warning', strict: 'error' },
  visit: visitDelivery('broker-setting'),
});
