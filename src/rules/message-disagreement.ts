import { onKey, type Place } from '../diagnostics/diagnostic.ts';
import type { ApiDocument } from '../model/document.ts';
import type { Schema } from '../model/schema.ts';
import type { Channel, Message } from '../spec/asyncapi/document.ts';
import { isSamePlace } from '../spec/place-tree.ts';
import { defineRule } from './rule.ts';
import { shapeDifference } from './shape-difference.ts';

/** A message as one channel of one document has it. */
interface Telling {
  readonly message: Message<Schema>;
  readonly payload: Schema;
  readonly at: Place;
}

export const messageDisagreement = defineRule({
  id: 'message-disagreement',
  title: 'Documents that share a message agree on its data',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'warning' },
  visit: {
    architecture({ architecture: { documents, schemas }, report }) {
      for (const tellings of tellingsByAddress(documents).values()) {
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
            at: onKey(telling.at),
            related: [{ message: `the other ${name}`, at: onKey(first.at) }],
          });
        }
      }
    },
  },
});

function tellingsByAddress(documents: readonly ApiDocument[]): ReadonlyMap<string, readonly Telling[]> {
  const found = new Map<string, Telling[]>();
  for (const { channels } of documents) for (const channel of channels) addTellings(channel, found);
  return found;
}

function addTellings({ address, messages }: Channel<Schema>, found: Map<string, Telling[]>): void {
  // What is known at run time only may be another address each time.
  if (address === null) return;
  for (const message of messages) {
    const { payload, at } = message;
    if (payload === undefined) continue;
    const known = found.get(address);
    if (known === undefined) found.set(address, [{ message, payload, at }]);
    else known.push({ message, payload, at });
  }
}

/** As messages become one event: by key or by name. */
function isCalledAlike(one: Message<Schema>, other: Message<Schema>): boolean {
  const names = [other.key, other.name];
  return names.includes(one.key) || (one.name !== undefined && names.includes(one.name));
}
