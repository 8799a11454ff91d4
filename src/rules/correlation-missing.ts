import { findPath } from '../model/find-path.ts';
import { messagesIn, placeInMessage } from './document-messages.ts';
import { defineRule } from './rule.ts';

export const correlationMissing = defineRule({
  id: 'correlation-missing',
  title: 'A correlation id lies in a header or field that the message has',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'info' },
  visit: {
    document(document, { architecture, report }) {
      for (const { message } of messagesIn(document)) {
        const { correlationId, headers, payload } = message;
        const place = correlationId === undefined ? undefined : placeInMessage(correlationId.location);
        if (correlationId === undefined || place === undefined || place.path.length === 0) continue;
        const schemas = place.part === 'header' ? headers : payload === undefined ? [] : [payload];
        const found = schemas.map((schema) => findPath(schema, place.path, architecture.schemas));
        if (found.length === 0 || found.some((presence) => presence !== 'never')) continue;
        report({
          message: `${message.key} has no ${place.path.join('.')} in its ${place.part === 'header' ? 'headers' : 'payload'}, where its correlation id is said to lie`,
          help: 'describe the header or field, or mend the location',
          at: correlationId.at,
          related: [{ message: `${message.key} stands here`, at: message.at }],
        });
      }
    },
  },
});
