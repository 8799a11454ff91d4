import { onKey } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { placeholdersOf } from '../model/template.ts';
import { defineRule } from './rule.ts';

export const channelParameter = defineRule({
  id: 'channel-parameter',
  title: 'Parameters of an address are declared, and declared ones stand in the address',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'error' },
  visit: {
    document({ channels, major }, { report }) {
      for (const channel of channels) {
        const used = placeholdersOf(channel.address ?? '');
        const declared = channel.parameters.map(({ name }) => name);
        const missing = used.filter((name) => !declared.includes(name));
        for (const name of new Set(missing)) {
          report({
            message: `${channel.address} has a parameter ${name} that is not declared${didYouMean(
              name,
              declared.filter((other) => !used.includes(other)),
            )}`,
            help: `declare it: parameters: { ${name}: ${major === 2 ? '{ schema: { type: string } }' : '{}'} }`,
            at: onKey(channel.at),
          });
        }
        for (const { name, at } of channel.parameters) {
          // A slip in the name is told at the address.
          if (used.includes(name) || missing.length > 0) continue;
          report({
            message: `parameter ${name} does not stand in the address ${channel.address ?? `of ${channel.key}`}`,
            help: `write {${name}} into the address, or take the parameter out`,
            at: at.path.at(-1) === name ? onKey(at) : at,
          });
        }
      }
    },
  },
});
