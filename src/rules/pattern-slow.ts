import { isExponential } from '../model/pattern/is-exponential.ts';
import { defineRule } from './rule.ts';
import { isOldVersion } from './schema-leaves.ts';

export const patternSlow = defineRule({
  id: 'pattern-slow',
  title: 'Patterns are matched in a time that grows with the text alone',
  topic: 'security',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'info' },
  local: true,
  visit: {
    schema(schema, at, { report }) {
      if (isOldVersion(at)) return;
      const patterns =
        schema.kind === 'string' && schema.pattern !== undefined
          ? [{ pattern: schema.pattern, path: ['pattern'], on: undefined }]
          : schema.kind === 'object'
            ? (schema.patterns ?? []).map(({ pattern }) => ({
                pattern,
                path: ['patternProperties', pattern],
                on: 'key' as const,
              }))
            : [];
      for (const { pattern, path, on } of patterns) {
        if (!repeatsGroup.test(pattern) || !isExponential(pattern)) continue;
        report({
          message: `matching ${pattern} can take exponential time: a repeated group reads the same text in several ways`,
          help: 'let each part of the group begin with what no other part can read, as in ^[a-z]+(-[a-z]+)*$',
          at: { file: at.file, path: [...at.path, ...path], ...(on && { on }) },
        });
      }
    },
  },
});

/** Without a loop around a group there is nothing to be ambiguous about. */
const repeatsGroup = /\)(?:[*+]|\{)/;
