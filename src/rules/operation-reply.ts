import { encodeStep } from '../spec/json-pointer.ts';
import { defineRule } from './rule.ts';

export const operationReply = defineRule({
  id: 'operation-reply',
  title: 'A reply names a channel of its document, and messages of it',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'error' },
  visit: {
    document(document, { report }) {
      for (const { name, reply } of document.operations) {
        if (reply === undefined) continue;
        if (reply.channelAt !== undefined && reply.channel === undefined && reply.isDangling === undefined) {
          report({
            message: `the reply of ${name} uses no channel of this document`,
            help: "refer to one by its key under `channels`: '#/channels/…'",
            at: reply.channelAt,
          });
        }
        for (const foreign of reply.channel === undefined ? [] : reply.foreignMessages) {
          report({
            message: `${foreign.name} is no message of channel ${reply.channel}, on which ${name} is answered`,
            help: 'add it to the `messages` of that channel, and refer to it there',
            at: foreign.at,
          });
        }
        for (const { name: message, at } of reply.bypassingMessages) {
          report({
            message: `the reply of ${name} refers to ${message} where it is declared, not at its channel`,
            help: `write '#/channels/${encodeStep(reply.channel ?? '')}/messages/${encodeStep(message)}'`,
            at,
          });
        }
      }
    },
  },
});
