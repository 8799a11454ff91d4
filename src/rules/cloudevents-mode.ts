import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { messagesIn } from './document-messages.ts';
import { defineRule } from './rule.ts';

export const cloudeventsMode = defineRule({
  id: 'cloudevents-mode',
  title: 'A CloudEvent is structured or binary, and its content type says so',
  topic: 'cloudevents',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'info' },
  visit: {
    document(document, { report }) {
      for (const { message } of messagesIn(document)) {
        const { cloudEvent, contentType = document.contentType, key } = message;
        const isStructuredType = /^application\/cloudevents\b/i.test(contentType ?? '');
        const at = message.contentType === undefined ? onKey(message.at) : placeAt(message.at, 'contentType');
        if (cloudEvent === undefined) {
          if (!isStructuredType || message.payload === undefined) continue;
          report({
            message: `${key} is said to be ${contentType}, but its payload is no envelope`,
            help: 'describe specversion, id, source and type as required, and the data under `data`',
            at,
          });
        } else if (cloudEvent.structured && cloudEvent.binary) {
          report({
            message: `${key} is a CloudEvent twice: in its payload and in its headers`,
            help: 'keep one: the envelope (structured), or the attributes as headers (binary)',
            at: onKey(message.at),
          });
        } else if (cloudEvent.structured && contentType !== undefined && !isStructuredType) {
          report({
            message: `${key} carries a CloudEvents envelope, but its content type is ${contentType}`,
            help: 'the content type of the structured mode is application/cloudevents+json',
            at,
          });
        } else if (cloudEvent.binary && isStructuredType) {
          report({
            message: `${key} carries CloudEvents attributes as headers, but its content type is ${contentType}`,
            help: 'in the binary mode the content type is that of the data: application/json',
            at,
          });
        }
      }
    },
  },
});
