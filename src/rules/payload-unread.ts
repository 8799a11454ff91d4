import { placeAt } from '../diagnostics/diagnostic.ts';
import { messagesIn } from './document-messages.ts';
import { defineRule } from './rule.ts';

export const payloadUnread = defineRule({
  id: 'payload-unread',
  title: 'Payloads are in a schema language that is read',
  topic: 'schema',
  severity: { minimal: 'info', recommended: 'info', strict: 'warning', imported: 'info' },
  visit: {
    document(document, { report }) {
      for (const { message } of messagesIn(document)) {
        if (message.schemaFormat === undefined || message.payload !== undefined) continue;
        report({
          message: `the payload of ${message.key} is ${message.schemaFormat}, which is carried along unread`,
          help: 'JSON Schema and Avro are checked, compared and generated from',
          at: placeAt(message.at, 'payload'),
        });
      }
    },
  },
});
