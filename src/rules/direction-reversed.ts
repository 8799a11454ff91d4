import type { Operation } from '../spec/asyncapi/document.ts';
import { defineRule } from './rule.ts';

const sends = /^(publish|send|emit|produce|dispatch|broadcast|notify)/i;
const receives = /^(subscribe|receive|consume|listen|handle|process|on(?=[A-Z\s_-]))/i;

export const directionReversed = defineRule({
  id: 'direction-reversed',
  title: 'Operations say what the application does, not what its clients do',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'info' },
  visit: {
    document({ operations, major }, { report }) {
      const telling = operations.flatMap((operation) => {
        const said = directionOf(operation);
        return said === undefined ? [] : [{ operation, isReversed: said !== operation.action }];
      });
      // One that fits, and the document is written from the right side.
      const [first, ...others] = telling;
      if (first === undefined || !telling.every(({ isReversed }) => isReversed)) return;
      const { operation } = first;
      report({
        message: `${wordsOf(operation)} is an operation by which the application ${operation.action}s`,
        help:
          major === 2
            ? 'in 2.x `publish` is what clients may publish, so the application receives it; if it sends, write `subscribe`'
            : 'if the application itself does what the name says, turn the action round',
        at: operation.at,
        related: others.map((other) => ({
          message: `${wordsOf(other.operation)} as well`,
          at: other.operation.at,
        })),
      });
    },
  },
});

function directionOf({ id, name, summary }: Operation): Operation['action'] | undefined {
  for (const words of [id?.name ?? (name.includes(' ') ? '' : name), summary ?? '']) {
    if (sends.test(words)) return 'send';
    if (receives.test(words)) return 'receive';
  }
  return undefined;
}

function wordsOf({ id, name, summary }: Operation): string {
  return id?.name ?? (name.includes(' ') ? (summary ?? name) : name);
}
