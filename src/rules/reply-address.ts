import { findPath } from '../model/find-path.ts';
import { placeInMessage } from './document-messages.ts';
import { defineRule } from './rule.ts';

export const replyAddress = defineRule({
  id: 'reply-address',
  title: 'The address of a reply lies in a header or field that the request has',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'warning' },
  visit: {
    document(document, { architecture, report }) {
      const channels = new Map(document.channels.map((one) => [one.key, one]));
      for (const { name, reply, channel, messages } of document.operations) {
        const place = reply?.location === undefined ? undefined : placeInMessage(reply.location.text);
        if (reply?.location === undefined || place === undefined) continue;
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
