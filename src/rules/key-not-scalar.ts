import { keyFinding } from './key-finding.ts';
import { neededPaths } from './keyed-paths.ts';
import { defineRule } from './rule.ts';
import { leavesAt } from './schema-at.ts';
import { showPath } from './wording.ts';

export const keyNotScalar = defineRule({
  id: 'key-not-scalar',
  title: 'A key is a text, a number or a boolean',
  topic: 'schema',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  visit: {
    architecture({ architecture, report }) {
      for (const needed of neededPaths(architecture)) {
        const { event, path } = needed;
        // What a handler reads may be anything; what keys and identifies is compared.
        if (!needed.always || path.includes('*')) continue;
        const odd = leavesAt(event.data, path, architecture.schemas).find(
          ({ kind }) => kind === 'object' || kind === 'array',
        );
        if (odd === undefined || ('loose' in odd && odd.loose === true)) continue;
        report({
          ...keyFinding(needed),
          message: `${showPath(path)} of ${event.name} is ${odd.kind === 'object' ? 'an object' : 'a list'}, and ${needed.by} wants a single value`,
          help: `name a field inside it${odd.kind === 'object' ? `: ${showPath([...path, 'id'])}` : ', or another one'}; several together are a list: \`key: [a, b]\``,
        });
      }
    },
  },
});
