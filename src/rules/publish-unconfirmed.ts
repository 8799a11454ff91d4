import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const publishUnconfirmed = defineRule({
  id: 'publish-unconfirmed',
  title: 'Somebody asks whether what is published arrives',
  topic: 'delivery',
  severity: { minimal: 'off', recommended: 'info', strict: 'warning', imported: 'off' },
  visit: visitDelivery('publish-unconfirmed'),
});
