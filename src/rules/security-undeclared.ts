import { onKey } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';

/** Schemes that have scopes (asyncapi.com, specification 2.6.0, §Security Requirement Object). */
const withScopes: ReadonlySet<string> = new Set(['oauth2', 'openIdConnect']);

export const securityUndeclared = defineRule({
  id: 'security-undeclared',
  title: 'Security schemes that are asked for are declared, with scopes where they have some',
  topic: 'security',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'error' },
  visit: {
    document({ servers, operations, securitySchemes, major }, { report }) {
      // In 3.x schemes are references, which lead somewhere or are faults of their own.
      if (major !== 2) return;
      const names = securitySchemes.map(({ name }) => name);
      for (const { security } of [...servers, ...operations]) {
        for (const { name = '', scopes, at } of security.flat()) {
          const scheme = securitySchemes.find((one) => one.name === name);
          if (scheme === undefined) {
            report({
              message: `there is no security scheme ${name}${didYouMean(name, names)}`,
              help: 'declare it under `components.securitySchemes`',
              at: onKey(at),
            });
          } else if (scopes.length > 0 && scheme.type !== undefined && !withScopes.has(scheme.type)) {
            report({
              message: `${name} is of type ${scheme.type}, which has no scopes`,
              help: 'write an empty list: []',
              at: onKey(at),
            });
          }
        }
      }
    },
  },
});
