import { placeAt } from '../diagnostics/diagnostic.ts';
import { schemasOf } from '../model/query.ts';
import { messagesIn } from './document-messages.ts';
import { exampleIssues } from './example-issues.ts';
import { defineRule } from './rule.ts';

export const messageExampleInvalid = defineRule({
  id: 'message-example-invalid',
  title: 'Examples of messages fit payload and headers',
  topic: 'schema',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  visit: {
    document(document, { architecture, report }) {
      const lookup = schemasOf(architecture);
      for (const { message } of messagesIn(document)) {
        for (const example of message.examples) {
          const payloads = message.payload === undefined ? [] : [message.payload];
          for (const [part, schemas] of [
            ['payload', payloads],
            ['headers', message.headers],
          ] as const) {
            const value = example[part];
            if (value === undefined) continue;
            for (const schema of schemas) {
              for (const issue of exampleIssues(value, schema, lookup)) {
                report({
                  message: `an example of ${message.key} does not fit its ${part}: ${issue.message}`,
                  help: `correct the example or the ${part === 'payload' ? 'payload' : 'headers'}: mocks and tests are made of examples`,
                  at: placeAt(example.at, part, ...issue.path),
                });
              }
            }
          }
        }
      }
    },
  },
});
