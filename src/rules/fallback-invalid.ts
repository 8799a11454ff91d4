import { placeAt } from '../diagnostics/diagnostic.ts';
import { checkValue } from '../model/check-value.ts';
import { schemasOf } from '../model/query.ts';
import { defineRule } from './rule.ts';

export const fallbackInvalid = defineRule({
  id: 'fallback-invalid',
  title: 'A fallback looks like the response that it stands for',
  topic: 'schema',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    call(call, service, { architecture, report }) {
      const response = architecture.services[call.service]?.operations[call.operation]?.response;
      if (call.fallback === undefined || response === undefined) return;
      for (const { path, message } of checkValue(call.fallback.value, response, schemasOf(architecture))) {
        const where = path.length === 0 ? '' : `${path.join('.')}: `;
        report({
          message: `the fallback of ${service.name} for ${call.service}.${call.operation} is no response of it: ${where}${message}`,
          help: 'give a value that its response schema accepts: callers cannot tell the two apart',
          at: placeAt(call.at, 'fallback', ...path),
        });
      }
    },
  },
});
