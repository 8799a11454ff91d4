/** Formats that validators check, by the names of the runtime's `formatRules`; others are annotations. */
export const checkedFormats: readonly string[] = [
  'date-time',
  'date',
  'time',
  'duration',
  'uuid',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'json-pointer',
  'regex',
];
