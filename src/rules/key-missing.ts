import { findPath } from '../model/find-path.ts';
import { keyFinding } from './key-finding.ts';
import { neededPaths } from './keyed-paths.ts';
import { defineRule } from './rule.ts';
import { showPath } from './wording.ts';

export const keyMissing = defineRule({
  id: 'key-missing',
  title: 'Every path into data leads to a field',
  topic: 'schema',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  visit: {
    architecture({ architecture, report }) {
      for (const needed of neededPaths(architecture)) {
        const { event, path, mapping } = needed;
        if (findPath(event.data, path, architecture.schemas) !== 'never') continue;
        const field = showPath(path);
        report({
          ...keyFinding(needed),
          message: `${event.name} has no ${field}, which ${needed.by} ${needed.by === 'the key' || needed.by === 'the id' ? 'names' : 'needs'}`,
          help: `add it to its data${mapping === undefined ? ', or correct the path' : `, or map it: ${mapping}`}`,
        });
      }
    },
  },
});
