/**
 * The JDBC source connector by its documentation (docs.confluent.io/kafka-connectors/jdbc, "Source Connector
 * Configuration Properties"), as strict as a worker that validates a configuration: unknown names are refused, which the
 * real one passes over. It stands in for the product, which cannot be had from public repositories.
 */
export function checkJdbcSource(config: { readonly [name: string]: string }): string[] {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(config)) {
    if (/^transforms\./.test(name)) continue;
    const check = known[name];
    if (check === undefined) problems.push(`${name} is no property`);
    else if (!check.test(value)) problems.push(`${name}: '${value}'`);
  }
  for (const name of ['connector.class', 'connection.url', 'mode', 'topic.prefix'])
    if (config[name] === undefined) problems.push(`${name} is missing`);
  const { mode = '' } = config;
  if (mode.includes('timestamp') !== (config['timestamp.column.name'] !== undefined))
    problems.push('timestamp.column.name belongs to modes with timestamp');
  if (mode.includes('incrementing') !== (config['incrementing.column.name'] !== undefined))
    problems.push('incrementing.column.name belongs to modes with incrementing');
  if (config.query !== undefined) {
    if (config['table.whitelist'] !== undefined || config['table.blacklist'] !== undefined)
      problems.push('query and table.* exclude each other');
    // The connector puts its own WHERE behind the query: one at the top is a second.
    if (/\bWHERE\b/i.test(config.query.replace(/\([^()]*\)/g, '')))
      problems.push('query has a WHERE of its own');
  }
  problems.push(...checkTransforms(config));
  return problems;
}

const whole = /^\d+$/;
const text = /\S/;
const boolean = /^(true|false)$/;

const known: { readonly [name: string]: RegExp } = {
  'connector.class': /^io\.confluent\.connect\.jdbc\.JdbcSourceConnector$/,
  'tasks.max': /^[1-9]\d*$/,
  'connection.url': /^jdbc:postgresql:\/\/\S+$/,
  'connection.user': text,
  'connection.password': text,
  'connection.attempts': whole,
  'connection.backoff.ms': whole,
  mode: /^(bulk|incrementing|timestamp|timestamp\+incrementing)$/,
  'incrementing.column.name': text,
  'timestamp.column.name': text,
  'timestamp.delay.interval.ms': whole,
  'timestamp.initial': /^-?\d+$/,
  'validate.non.null': boolean,
  query: text,
  'table.whitelist': text,
  'table.blacklist': text,
  'table.types': text,
  'table.poll.interval.ms': whole,
  'topic.prefix': text,
  'poll.interval.ms': whole,
  'batch.max.rows': whole,
  'numeric.mapping': /^(none|precision_only|best_fit|best_fit_eager_double)$/,
  'db.timezone': text,
  'quote.sql.identifiers': /^(always|never)$/,
  'transaction.isolation.mode': text,
  'catalog.pattern': text,
  'schema.pattern': text,
  'dialect.name': text,
  'key.converter': /^org\.apache\.kafka\.connect\.storage\.StringConverter$/,
  'value.converter': /^org\.apache\.kafka\.connect\.storage\.StringConverter$/,
  transforms: text,
};

/** Fields of the transforms that Apache Kafka brings (kafka.apache.org/documentation/#connect_transforms). */
const transforms: { readonly [type: string]: readonly string[] } = {
  'org.apache.kafka.connect.transforms.ValueToKey': ['fields'],
  'org.apache.kafka.connect.transforms.ExtractField$Key': ['field'],
  'org.apache.kafka.connect.transforms.ExtractField$Value': ['field'],
};

function checkTransforms(config: { readonly [name: string]: string }): string[] {
  const names = (config.transforms ?? '').split(',').filter((name) => name !== '');
  const problems: string[] = [];
  for (const name of names) {
    const type = config[`transforms.${name}.type`] ?? '';
    const fields = transforms[type];
    if (fields === undefined) {
      problems.push(`transforms.${name}.type: '${type}'`);
      continue;
    }
    for (const field of fields)
      if (config[`transforms.${name}.${field}`] === undefined)
        problems.push(`transforms.${name}.${field} is missing`);
  }
  const stray = Object.keys(config).filter((key) => {
    const [, name = '', field = ''] = /^transforms\.([^.]+)\.(.+)$/.exec(key) ?? [];
    if (name === '') return false;
    const fields = transforms[config[`transforms.${name}.type`] ?? ''] ?? [];
    return !names.includes(name) || (field !== 'type' && !fields.includes(field));
  });
  return [...problems, ...stray.map((key) => `${key} is no property`)];
}
