import { onKey } from '../diagnostics/diagnostic.ts';
import { orMeant, suggest } from '../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const callUnserved = defineRule({
  id: 'call-unserved',
  title: 'An operation that somebody calls, the other serves',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  fixable: true,
  visit: {
    architecture({ architecture, report }) {
      for (const { kind, name, at } of architecture.unresolved) {
        if (kind !== 'operation') continue;
        const dot = name.indexOf('.');
        const callee = name.slice(0, dot);
        const operation = name.slice(dot + 1);
        const service = architecture.services[callee];
        const served = Object.keys(service?.operations ?? {});
        const nearest = suggest(operation, served);
        report({
          message: `${String(at.path[1])} calls ${operation} of ${callee}, which ${served.length === 0 ? 'serves nothing' : 'it does not serve'}${orMeant(nearest)}`,
          help:
            served.length === 0 || nearest !== undefined
              ? `declare it under services.${callee}.serves`
              : `it serves ${listNames(served)}; declare this one under services.${callee}.serves`,
          at,
          ...(service === undefined
            ? {}
            : { related: [{ message: `${callee} is declared here`, at: onKey(service.at) }] }),
          ...(nearest === undefined
            ? {}
            : { fix: { safe: false, title: `write ${nearest}`, edits: [{ at, text: nearest }] } }),
        });
      }
    },
  },
});
