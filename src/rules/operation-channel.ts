import { onKey } from '../diagnostics/diagnostic.ts';
import { encodeStep } from '../spec/json-pointer.ts';
import { defineRule } from './rule.ts';

export const operationChannel = defineRule({
  id: 'operation-channel',
  title: 'An operation uses a channel of its document, and messages of that channel',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'error' },
  visit: {
    document(document, { report }) {
      for (const operation of document.operations) {
        if (operation.channel === undefined && operation.isDangling === undefined) {
          report({
            message: `operation ${operation.name} uses no channel of this document`,
            help: "refer to one by its key under `channels`: '#/channels/…', not under `components`",
            at: operation.channelAt,
            related: [{ message: `operation ${operation.name}`, at: onKey(operation.at) }],
          });
        }
        for (const { name, at } of operation.channel === undefined ? [] : operation.foreignMessages) {
          report({
            message: `${name} is no message of channel ${operation.channel}`,
            help: `refer to it in the channel: '#/channels/${encodeStep(operation.channel ?? '')}/messages/…'`,
            at,
          });
        }
        for (const { name, at } of operation.bypassingMessages) {
          report({
            message: `operation ${operation.name} refers to ${name} where it is declared, not at its channel`,
            help: `write '#/channels/${encodeStep(operation.channel ?? '')}/messages/${encodeStep(name)}'`,
            at,
          });
        }
      }
    },
  },
});
