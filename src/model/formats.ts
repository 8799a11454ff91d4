import {
  isDate,
  isDateTime,
  isDuration,
  isEmail,
  isHostname,
  isIpv4,
  isIpv6,
  isJsonPointer,
  isRegex,
  isTime,
  isUri,
  isUriReference,
  isUuid,
} from '../runtime/typescript/formats.ts';

/**
 * The `format`s that the language enforces (JSON Schema 2020-12 validation, §7.3), by the very code that generated
 * services carry: what `eda validate` accepts, a service does. Others are annotations. A map, since the word that is
 * looked up is any text of a design: `constructor`, `__proto__`.
 */
export const formats: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date-time', isDateTime],
  ['date', isDate],
  ['time', isTime],
  ['duration', isDuration],
  ['uuid', isUuid],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', isIpv4],
  ['ipv6', isIpv6],
  ['uri', isUri],
  ['uri-reference', isUriReference],
  ['json-pointer', isJsonPointer],
  ['regex', isRegex],
]);
