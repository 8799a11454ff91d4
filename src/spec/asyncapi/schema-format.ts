import type { SchemaFormat } from './document.ts';

/**
 * What a `schemaFormat` means (media types of asyncapi.com/docs/reference/specification, §Message Object, and of
 * Apache Avro 1.9 and up; parameters such as `version` and `charset` say nothing about the language).
 */
export function schemaFormatOf(written: string | undefined): SchemaFormat {
  if (written === undefined) return 'json';
  const type = written.toLowerCase().split(';')[0]?.trim() ?? '';
  if (
    /^(application|avro)\/(vnd\.apache\.)?avro(\+json|\+yaml|\+binary)?$/.test(type) ||
    type === 'avro/binary'
  )
    return 'avro';
  if (/^application\/(vnd\.aai\.asyncapi|schema)(\+json|\+yaml)?$/.test(type) || type === 'application/json')
    return 'json';
  return 'other';
}
