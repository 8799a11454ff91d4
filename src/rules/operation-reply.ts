import { findPath } from '../model/find-path.ts';
import { encodeStep } from '../spec/json-pointer.ts';
import { placeInMessage } from './document-messages.ts';
import { defineRule } from './rule.ts';

export const operationReply = defineRule({
  id: 'operation-reply',
  title: 'A reply names a channel of its document, messages of it, and an address that the request carries',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'error' },
  visit: {
    document(document, { architecture, report }) {
      const channels = new Map(document.channels.map((one) => [one.key, one]));
      for (const { name, reply, channel, messages } of document.operations) {
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
        const place = reply.location === undefined ? undefined : placeInMessage(reply.location.text);
        if (reply.location === undefined || place === undefined) continue;
        const requests = channels.get(channel ?? '')?.messages ?? [];
        const lacking = requests.filter(({ key, headers, payload }) => {
          if (!messages.some((used) => used.name === key)) return false;
          const schemas = place.part === 'header' ? headers : payload === undefined ? [] : [payload];
          const found = schemas.map((schema) => findPath(schema, place.path, architecture.schemas));
          return found.length > 0 && found.every((presence) => presence === 'never');
        });
        const [first] = lacking;
        if (first === undefined) continue;
        report({
          message: `${first.key}, which ${name} answers, has no ${place.path.join('.')} in its ${place.part === 'header' ? 'headers' : 'payload'}`,
          help: 'the address of the reply is looked up there: add it to the schema, or mend the location',
          at: reply.location.at,
          related: [{ message: `${first.key} stands here`, at: first.at }],
        });
      }
    },
  },
});
