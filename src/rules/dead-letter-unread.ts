import { defineRule } from './rule.ts';
import { visitDelivery } from './visit-delivery.ts';

export const deadLetterUnread = defineRule({
  id: 'dead-letter-unread',
  title: 'Somebody reads dead letters',
  topic: 'delivery',
  severity: { minimal: 'off', recommended: 'info', strict: 'warning' },
  visit: visitDelivery('dead-letter-unread'),
});
