import type { EventContract } from '../../model/architecture.ts';
import { type LanguageMap, mapOfDefined } from '../../print/eda/language-value.ts';
import type { JsonSchema } from '../../print/json-schema.ts';
import type { DocumentContext } from './document-context.ts';

/** Attributes that every CloudEvent of ours has (CloudEvents 1.0.2 §Context Attributes). */
export const envelopeSchema: LanguageMap = {
  description: 'A CloudEvent 1.0 in structured mode: what every event carries beside its data.',
  type: 'object',
  required: ['specversion', 'id', 'source', 'type'],
  properties: {
    specversion: { const: '1.0' },
    id: { description: 'Equal for every delivery of one event.', type: 'string', minLength: 1 },
    source: {
      description: 'The service that published it.',
      type: 'string',
      minLength: 1,
      format: 'uri-reference',
    },
    type: { description: 'What kind of event it is.', type: 'string', minLength: 1 },
    time: { type: 'string', format: 'date-time' },
    subject: { description: 'The key of the event.', type: 'string', minLength: 1 },
    datacontenttype: { type: 'string' },
  },
};

/** The payload of an event in its envelope: the attributes of all events, and what is this one's own. */
export function envelopePayload(
  context: DocumentContext,
  event: EventContract,
  data: JsonSchema,
): LanguageMap {
  return {
    allOf: [
      { $ref: `#/components/schemas/${context.envelopeKey}` },
      {
        type: 'object',
        required: ['data'],
        properties: mapOfDefined([
          ['type', { const: event.type }],
          ['source', sourceSchema(context, event)],
          ...Object.entries(event.attributes).map(([name, schema]): [string, unknown] => [
            name,
            context.toSchema(schema),
          ]),
          ['data', data],
        ]),
      },
    ],
  };
}

/** The headers of a CloudEvent in binary mode on Kafka, whose value is the data alone (Kafka binding 1.0.2 §3.2). */
export function envelopeHeaders(context: DocumentContext, event: EventContract): LanguageMap {
  const text = { type: 'string', minLength: 1 };
  return {
    type: 'object',
    required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type'],
    properties: mapOfDefined([
      ['ce_specversion', { const: '1.0' }],
      ['ce_id', text],
      ['ce_source', sourceSchema(context, event) ?? text],
      ['ce_type', { const: event.type }],
      ['ce_time', { type: 'string', format: 'date-time' }],
      ['ce_subject', text],
      ...Object.entries(event.attributes).map(([name, schema]): [string, unknown] => [
        `ce_${name}`,
        context.toSchema(schema),
      ]),
    ]),
  };
}

/** The services that may have published it, as far as the design knows. */
function sourceSchema({ index }: DocumentContext, event: EventContract): LanguageMap | undefined {
  const sources = [...new Set(index.publishersOf(event.name).map(({ service }) => service.source))].sort();
  if (sources.length === 0) return undefined;
  return sources.length === 1 ? { const: sources[0] } : { enum: sources };
}

/** The envelope of an example: the values that tools fill in anew stand for themselves. */
export function envelopeExample(
  { index }: DocumentContext,
  event: EventContract,
  number: number,
  data: unknown,
): LanguageMap {
  return {
    specversion: '1.0',
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    source: index.publishersOf(event.name)[0]?.service.source ?? '/example',
    type: event.type,
    time: '2024-01-01T00:00:00Z',
    datacontenttype: 'application/json',
    data,
  };
}
