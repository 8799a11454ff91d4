import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

/** What generated services write themselves, beside the attributes of CloudEvents that the shape refuses. */
const kept = new Set([
  'correlationid',
  'causationid',
  'traceid',
  'traceparent',
  'tracestate',
  'topic',
  'pubsubname',
]);

export const attributeReserved = defineRule({
  id: 'attribute-reserved',
  title: 'Attributes leave alone what services and Dapr fill in',
  topic: 'cloudevents',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  visit: {
    architecture({ architecture, report }) {
      const told = new Set<unknown>();
      for (const event of Object.values(architecture.events)) {
        if (event.envelope === 'raw') continue;
        for (const [name, schema] of Object.entries(event.attributes)) {
          // What `defaults` gives to all events is one schema.
          if (!kept.has(name) || told.has(schema)) continue;
          told.add(schema);
          const shared = Object.values(architecture.events).some(
            (other) => other !== event && other.attributes[name] === schema,
          );
          const at = shared
            ? { file: architecture.system.at.file, path: ['defaults', 'attributes', name] }
            : placeAt(event.at, 'attributes', name);
          report({
            message: `${name} is filled in by services and Dapr; it can't be an attribute of yours`,
            help: 'leave it out: every event has it; or call yours otherwise',
            at: onKey(at),
          });
        }
      }
    },
  },
});
