import { onKey } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
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
        const spare = declared.filter((name) => !used.includes(name));
        // A name that was mistyped is one fault; all that nobody declared are one.
        const mistyped = new Map(
          missing.flatMap((name) => {
            const meant = suggest(name, spare);
            return meant === undefined ? [] : [[name, meant] as const];
          }),
        );
        const undeclared = missing.filter((name) => !mistyped.has(name));
        const declare = (names: readonly string[]): string =>
          `parameters: { ${names.map((name) => `${name}: ${major === 2 ? '{ schema: { type: string } }' : '{}'}`).join(', ')} }`;
        for (const [name, meant] of mistyped) {
          report({
            message: `${channel.address} has a parameter ${name} that is not declared; did you mean ${meant}?`,
            help: `declare it: ${declare([name])}`,
            at: onKey(channel.at),
          });
        }
        if (undeclared.length > 0) {
          const [only = '', ...others] = undeclared;
          report({
            message:
              others.length === 0
                ? `${channel.address} has a parameter ${only} that is not declared`
                : `${channel.address} has parameters that are not declared: ${undeclared.join(', ')}`,
            help: `declare ${others.length === 0 ? 'it' : 'them'}: ${declare(undeclared)}`,
            at: onKey(channel.at),
          });
        }
        for (const { name, at } of channel.parameters) {
          // A slip in the name is told at the address.
          if (used.includes(name) || [...mistyped.values()].includes(name)) continue;
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
