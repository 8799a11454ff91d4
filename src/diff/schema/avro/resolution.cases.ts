/** A change of an Avro schema, by the rules of schema resolution (Avro 1.11). */
export interface AvroChange {
  readonly title: string;
  readonly old: unknown;
  readonly new: unknown;
  /** Backward and forward: ✔ compatible, ⚠ risky, ✘ breaking. */
  readonly verdicts: string;
  readonly kinds: readonly string[];
}

const order = (...fields: object[]): object => ({ type: 'record', name: 'Order', namespace: 'shop', fields });
const field = (type: unknown, more: object = {}): object => order({ name: 'x', type, ...more });
const status = (symbols: readonly string[], more: object = {}): object =>
  field({ type: 'enum', name: 'Status', symbols, ...more });

const type = (old: unknown, now: unknown, verdicts: string, ...kinds: string[]): AvroChange => ({
  title: `${JSON.stringify(old)} → ${JSON.stringify(now)}`,
  old: field(old),
  new: field(now),
  verdicts,
  kinds,
});

const promoted: readonly (readonly [string, string])[] = [
  ['int', 'long'],
  ['int', 'float'],
  ['int', 'double'],
  ['long', 'float'],
  ['long', 'double'],
  ['float', 'double'],
];

export const avroChanges: readonly AvroChange[] = [
  ...promoted.map(([less, more]) => type(less, more, '✔✘', 'avro-type-promoted')),
  ...promoted.map(([less, more]) => type(more, less, '✘✔', 'avro-type-demoted')),
  type('string', 'bytes', '✔✔', 'avro-type-exchanged'),
  type('bytes', 'string', '✔✔', 'avro-type-exchanged'),
  type('string', 'int', '✘✘', 'avro-type-changed'),
  type('boolean', 'int', '✘✘', 'avro-type-changed'),
  type({ type: 'array', items: 'int' }, { type: 'array', items: 'long' }, '✔✘', 'avro-type-promoted'),
  type({ type: 'map', values: 'long' }, { type: 'map', values: 'int' }, '✘✔', 'avro-type-demoted'),
  type({ type: 'array', items: 'int' }, { type: 'map', values: 'int' }, '✘✘', 'avro-type-changed'),
  type('string', ['null', 'string'], '✔✘', 'avro-branch-added'),
  type(['null', 'string'], 'string', '✘✔', 'avro-branch-removed'),
  type(['null', 'string'], ['string', 'null'], '✔✔'),
  type(['null', 'string'], ['null', 'string', 'int'], '✔✘', 'avro-branch-added'),
  type(['null', 'int', 'long'], ['null', 'long'], '✔✔', 'avro-branch-covered'),
  type(['null', 'int'], ['null', 'long'], '✔✘', 'avro-branch-covered', 'avro-branch-added'),
  type(
    { type: 'long', logicalType: 'timestamp-millis' },
    { type: 'long', logicalType: 'timestamp-micros' },
    '✘✘',
    'avro-logical-type-changed',
  ),
  type(
    { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 },
    { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 4 },
    '✘✘',
    'avro-logical-type-changed',
  ),
  type(
    { type: 'fixed', name: 'Hash', size: 16 },
    { type: 'fixed', name: 'Hash', size: 32 },
    '✘✘',
    'avro-size-changed',
  ),
  type(
    { type: 'fixed', name: 'Hash', size: 16 },
    { type: 'fixed', name: 'Sum', size: 16 },
    '✘✘',
    'avro-name-changed',
  ),
  type(
    { type: 'fixed', name: 'Hash', size: 16 },
    { type: 'fixed', name: 'Sum', size: 16, aliases: ['Hash'] },
    '✔✘',
    'avro-name-changed',
  ),
  {
    title: 'field added with a default',
    old: order(),
    new: field('string', { default: '' }),
    verdicts: '✔✔',
    kinds: ['avro-field-added-default'],
  },
  {
    title: 'field added without a default',
    old: order(),
    new: field('string'),
    verdicts: '✘✔',
    kinds: ['avro-field-added'],
  },
  {
    title: 'field removed that had a default',
    old: field('string', { default: '' }),
    new: order(),
    verdicts: '✔✔',
    kinds: ['avro-field-removed-default'],
  },
  {
    title: 'field removed that had none',
    old: field('string'),
    new: order(),
    verdicts: '✔✘',
    kinds: ['avro-field-removed'],
  },
  {
    title: 'field renamed',
    old: field('string'),
    new: order({ name: 'y', type: 'string' }),
    verdicts: '✘✘',
    kinds: ['avro-field-removed', 'avro-field-added'],
  },
  {
    title: 'field renamed with an alias',
    old: field('string'),
    new: order({ name: 'y', aliases: ['x'], type: 'string' }),
    verdicts: '✔✘',
    kinds: ['avro-field-renamed'],
  },
  {
    title: 'field renamed with an alias, the old one with a default',
    old: field('string', { default: '' }),
    new: order({ name: 'y', aliases: ['x'], type: 'string' }),
    verdicts: '✔✔',
    kinds: ['avro-field-renamed', 'default-removed'],
  },
  {
    title: 'fields reordered',
    old: order({ name: 'a', type: 'int' }, { name: 'b', type: 'string' }),
    new: order({ name: 'b', type: 'string' }, { name: 'a', type: 'int' }),
    verdicts: '✔✔',
    kinds: [],
  },
  {
    title: 'default changed',
    old: field('int', { default: 1 }),
    new: field('int', { default: 2 }),
    verdicts: '✔✔',
    kinds: ['default-changed'],
  },
  {
    title: 'symbol added',
    old: status(['A', 'B']),
    new: status(['A', 'B', 'C']),
    verdicts: '✔✘',
    kinds: ['avro-symbol-added'],
  },
  {
    title: 'symbol added, the old enum with a default',
    old: status(['A', 'B'], { default: 'A' }),
    new: status(['A', 'B', 'C'], { default: 'A' }),
    verdicts: '✔✔',
    kinds: ['avro-symbol-added'],
  },
  {
    title: 'symbol removed',
    old: status(['A', 'B', 'C']),
    new: status(['A', 'B']),
    verdicts: '✘✔',
    kinds: ['avro-symbol-removed'],
  },
  {
    title: 'symbol removed, the new enum with a default',
    old: status(['A', 'B', 'C']),
    new: status(['A', 'B'], { default: 'A' }),
    verdicts: '✔✔',
    kinds: ['avro-symbol-removed', 'default-added'],
  },
  { title: 'symbols reordered', old: status(['A', 'B']), new: status(['B', 'A']), verdicts: '✔✔', kinds: [] },
  {
    title: 'record renamed',
    old: order(),
    new: { type: 'record', name: 'Sale', namespace: 'shop', fields: [] },
    verdicts: '✘✘',
    kinds: ['avro-name-changed'],
  },
  {
    title: 'record renamed with an alias',
    old: order(),
    new: { type: 'record', name: 'Sale', namespace: 'shop', aliases: ['Order'], fields: [] },
    verdicts: '✔✘',
    kinds: ['avro-name-changed'],
  },
  {
    title: 'namespace changed',
    old: order(),
    new: { type: 'record', name: 'Order', namespace: 'sales', fields: [] },
    verdicts: '⚠⚠',
    kinds: ['avro-namespace-changed'],
  },
  {
    title: 'doc changed',
    old: order(),
    new: { ...order(), doc: 'placed' },
    verdicts: '✔✔',
    kinds: ['documentation'],
  },
  {
    title: 'recursive record narrowed',
    old: order({ name: 'next', type: ['null', 'Order'], default: null }, { name: 'x', type: 'long' }),
    new: order({ name: 'next', type: ['null', 'Order'], default: null }, { name: 'x', type: 'int' }),
    verdicts: '✘✔',
    kinds: ['avro-type-demoted'],
  },
  {
    title: 'record that is used by name changed',
    old: order(
      { name: 'a', type: { type: 'record', name: 'Line', fields: [{ name: 'n', type: 'int' }] } },
      { name: 'b', type: 'Line' },
    ),
    new: order(
      { name: 'a', type: { type: 'record', name: 'Line', fields: [{ name: 'n', type: 'long' }] } },
      { name: 'b', type: 'Line' },
    ),
    verdicts: '✔✘',
    kinds: ['avro-type-promoted'],
  },
];
