import { onKey, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { Binding } from '../spec/asyncapi/document.ts';
import { type BindingObject, checkBinding, hasBindings } from '../spec/asyncapi/shape/check-binding.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const bindingInvalid = defineRule({
  id: 'binding-invalid',
  title: 'Bindings have the fields that their protocol and version define',
  topic: 'delivery',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  visit: {
    document({ servers, channels, operations, componentBindings }, { report }) {
      const seen = new Set<string>();
      const isNew = (at: Place): boolean => {
        const id = `${at.file}\0${at.path.join('\0')}`;
        return !seen.has(id) && seen.add(id) !== undefined;
      };
      const check = (object: BindingObject, bindings: readonly Binding[]): void => {
        const [first] = bindings;
        if (
          first !== undefined &&
          bindings.length > 1 &&
          !bindings.some(({ protocol }) => hasBindings(protocol))
        ) {
          const at = placeOfAll(first);
          if (isNew(at)) {
            report({
              message: `none of ${listNames(bindings.map(({ protocol }) => protocol))} is a protocol`,
              help: 'what is said to a protocol stands under its name: bindings: { kafka: { … } }',
              at: onKey(at),
            });
          }
          return;
        }
        for (const { protocol, value, at } of bindings) {
          if (!isNew(at)) continue;
          for (const { path, on, message, help } of checkBinding(protocol, object, value)) {
            const place: Place = { ...placeAt(at, ...path), ...(on === undefined ? {} : { on }) };
            report({ message, ...(help === undefined ? {} : { help }), at: place });
          }
        }
      };
      for (const { bindings } of servers) check('server', bindings);
      for (const { bindings, messages } of channels) {
        check('channel', bindings);
        for (const message of messages) check('message', message.bindings);
      }
      for (const { bindings } of operations) check('operation', bindings);
      for (const { object, bindings } of componentBindings) check(object, bindings);
    },
  },
});

/** Where the bindings stand that one of them is a member of. */
function placeOfAll({ at }: Binding): Place {
  return { file: at.file, path: at.path.slice(0, -1) };
}
