import { onKey } from '../diagnostics/diagnostic.ts';
import type { ApiDocument } from '../model/document.ts';
import { groupBy } from '../model/group-by.ts';
import type { Schema } from '../model/schema.ts';
import { isCalledAlike } from '../spec/asyncapi/called-alike.ts';
import type { Message } from '../spec/asyncapi/document.ts';
import { isSamePlace } from '../spec/place-tree.ts';
import { defineRule } from './rule.ts';
import { shapeDifference } from './shape-difference.ts';

/** A message as one channel of one document has it. */
interface Telling {
  readonly address: string;
  readonly message: Message<Schema>;
  readonly payload: Schema;
}

export const messageDisagreement = defineRule({
  id: 'message-disagreement',
  title: 'Documents that share a message agree on its data',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'warning' },
  visit: {
    architecture({ architecture: { documents, schemas }, report }) {
      for (const tellings of groupBy(documents.flatMap(tellingsOf), ({ address }) => address).values()) {
        for (const [index, telling] of tellings.entries()) {
          const first = tellings
            .slice(0, index)
            .find((other) => isCalledAlike(other.message, telling.message));
          if (first === undefined || isSamePlace(first.message.at, telling.message.at)) continue;
          const difference = shapeDifference(first.payload, telling.payload, schemas);
          if (difference === undefined) continue;
          const name = telling.message.name ?? telling.message.key;
          report({
            message: `${name} is told of twice for one address, and ${difference}`,
            help: 'let both refer to one schema, or give the messages different names',
            at: onKey(telling.message.at),
            related: [{ message: `the other ${name}`, at: onKey(first.message.at) }],
          });
        }
      }
    },
  },
});

/** The messages of a document by channel; an address that is known at run time only may be another each time. */
function tellingsOf({ channels }: ApiDocument): Telling[] {
  return channels.flatMap(({ address, messages }) =>
    messages.flatMap((message) =>
      address === null || message.payload === undefined
        ? []
        : [{ address, message, payload: message.payload }],
    ),
  );
}
