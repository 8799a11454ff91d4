import { placeAt } from '../diagnostics/diagnostic.ts';
import { schemasOf } from '../model/query.ts';
import { exampleIssues } from './example-issues.ts';
import { defineRule } from './rule.ts';

export const exampleInvalid = defineRule({
  id: 'example-invalid',
  title: 'Examples and defaults fit their schema',
  topic: 'schema',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  local: true,
  visit: {
    event(event, { architecture, report }) {
      // Those of a document are told by message-example-invalid, which knows headers and envelopes.
      if (architecture.documents.some(({ file }) => file === event.at.file)) return;
      for (const [index, example] of event.examples.entries()) {
        for (const issue of exampleIssues(example, event.data, schemasOf(architecture))) {
          report({
            message: `example ${index + 1} of ${event.name} is not valid: ${issue.message}`,
            help: 'correct the example or the schema: examples become contract tests',
            at: placeAt(event.at, 'examples', index, ...issue.path),
          });
        }
      }
    },
    schema(schema, at, { architecture, report }) {
      const { note } = schema;
      if (note === undefined) return;
      const check = (what: string, value: unknown, steps: readonly (string | number)[]): void => {
        for (const issue of exampleIssues(value, schema, schemasOf(architecture))) {
          report({
            message: `the ${what} does not fit its schema: ${issue.message}`,
            help: `correct the ${what} or the schema`,
            at: placeAt(at, ...steps, ...issue.path),
          });
        }
      };
      if (note.default !== undefined) check('default', note.default, ['default']);
      for (const [index, example] of (note.examples ?? []).entries()) {
        check('example', example, ['examples', index]);
      }
    },
  },
});
