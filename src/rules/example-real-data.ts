import { type Path, placeAt } from '../diagnostics/diagnostic.ts';
import { realDataIn } from './real-data.ts';
import { defineRule } from './rule.ts';

export const exampleRealData = defineRule({
  id: 'example-real-data',
  title: 'Examples are about nobody',
  topic: 'security',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning' },
  local: true,
  visit: {
    event(event, { report }) {
      for (const [index, example] of event.examples.entries()) {
        for (const { kind, path } of realData(example, '', [])) {
          report({
            message: `${kind} that may be somebody's, in an example of ${event.name}`,
            help,
            at: placeAt(event.at, 'examples', index, ...path),
          });
        }
      }
    },
    schema(schema, at, { report }) {
      const { note } = schema;
      if (note === undefined) return;
      const name = String(at.path.at(-1) ?? '');
      for (const [index, value] of [note.default, ...(note.examples ?? [])].entries()) {
        for (const { kind, path } of realData(value, name, [])) {
          report({
            message: `${kind} that may be somebody's, in an example`,
            help,
            at: placeAt(at, ...(index === 0 ? ['default'] : ['examples', index - 1]), ...path),
          });
        }
      }
    },
  },
});

const help =
  'make one up: addresses at example.com, card numbers and IBANs that are published for tests; examples are printed, sent and kept';

function realData(value: unknown, name: string, path: Path): { kind: string; path: Path }[] {
  if (typeof value === 'string') {
    const kind = realDataIn(value, name);
    return kind === undefined ? [] : [{ kind, path }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    Array.isArray(value)
      ? realData(inner, name, [...path, Number(key)])
      : realData(inner, key, [...path, key]),
  );
}
