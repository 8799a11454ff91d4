/** Formats that are checked, with their predicate in the runtime; others are annotations. */
const stringFormats: { readonly [format: string]: FormatCheck } = {
  'date-time': { name: 'isDateTime', message: 'must be a date and time such as 2024-02-29T10:00:00Z' },
  date: { name: 'isDate', message: 'must be a date such as 2024-02-29' },
  time: { name: 'isTime', message: 'must be a time such as 10:00:00Z' },
  duration: { name: 'isDuration', message: 'must be a duration such as P1DT12H' },
  uuid: { name: 'isUuid', message: 'must be a UUID' },
  email: { name: 'isEmail', message: 'must be an email address' },
  hostname: { name: 'isHostname', message: 'must be a host name' },
  ipv4: { name: 'isIpv4', message: 'must be an IPv4 address' },
  ipv6: { name: 'isIpv6', message: 'must be an IPv6 address' },
  uri: { name: 'isUri', message: 'must be a URI' },
  'uri-reference': { name: 'isUriReference', message: 'must be a URI or a reference relative to one' },
  'json-pointer': { name: 'isJsonPointer', message: 'must be a JSON pointer' },
  regex: { name: 'isRegex', message: 'must be a regular expression' },
};

export interface FormatCheck {
  /** A function of `formats.ts`. */
  readonly name: string;
  readonly message: string;
}

/** How a format is checked; undefined for one that is an annotation. */
export function formatCheck(format: string): FormatCheck | undefined {
  return Object.hasOwn(stringFormats, format) ? stringFormats[format] : undefined;
}

export const checkedFormats: readonly string[] = Object.keys(stringFormats);
