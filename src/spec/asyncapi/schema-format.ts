import type { SchemaFormat } from './document.ts';

/**
 * What a `schemaFormat` means (media types of asyncapi.com/docs/reference/specification, §Message Object, and of
 * Apache Avro 1.9 and up). Parameters such as `charset` say nothing about the language; before its draft 06 JSON Schema was
 * another one: limits were exclusive by `true`.
 */
export function schemaFormatOf(written: string | undefined): SchemaFormat {
  if (written === undefined) return 'json';
  const type = written.toLowerCase().split(';')[0]?.trim() ?? '';
  if (
    /^(application|avro)\/(vnd\.apache\.)?avro(\+json|\+yaml|\+binary)?$/.test(type) ||
    type === 'avro/binary'
  )
    return 'avro';
  if (/^application\/schema/.test(type) && /;\s*version="?draft-0[0-5]\b/i.test(written)) return 'other';
  if (/^application\/(vnd\.aai\.asyncapi|schema)(\+json|\+yaml)?$/.test(type) || type === 'application/json')
    return 'json';
  return 'other';
}
