/** What `eda explain <code>` shows of a fault that reading finds. */
export interface CodeExplanation {
  /** One line, no full stop. */
  readonly title: string;
  /** Why, and what to do; Markdown. */
  readonly explanation: string;
  readonly wrong: string;
  readonly right: string;
}

export type ShapeCode = keyof typeof shapeCodes;

/** Every code that `checkShape` can give. */
export const shapeCodes = {
  'eda-version': {
    title: 'The version of the format is not known',
    explanation:
      'Every file of a design begins with `eda: 1`, the root and its parts alike: a number, without quotes. Another number belongs to another version of eda; nothing else in the file is checked then.',
    wrong: "eda: '1.0'\nsystem: todo",
    right: 'eda: 1\nsystem: todo',
  },
  'unknown-key': {
    title: 'A key that the language does not have at this place',
    explanation:
      'The language is strict, so that a typing error is never taken for a setting. Either the key is misspelt, or it belongs to something else: an **event** is a contract (data, key, version), a **topic** is how a broker carries it, a **subscription** is how one service takes it, an **environment** is where it runs. A key without a value is often the rest of a text: a comma ends a text inside `{ }`.',
    wrong:
      'eda: 1\nsystem: shop\nevents:\n  ordering.order.placed: { partitions: 12, key: orderId, data: { type: object } }',
    right:
      'eda: 1\nsystem: shop\nevents:\n  ordering.order.placed: { key: orderId, data: { type: object } }\ntopics:\n  ordering.order.placed: { partitions: 12 }',
  },
  'missing-key': {
    title: 'A required key is missing',
    explanation: 'Most things have defaults; what has none must be written. The message names the keys.',
    wrong: 'eda: 1\nsystem: todo\nservices:\n  todo-service: { publishes: [todos.task.created] }',
    right:
      'eda: 1\nsystem: todo\nservices:\n  todo-service: { domain: todos, publishes: [todos.task.created] }',
  },
  type: {
    title: 'A value of the wrong type',
    explanation:
      'A text, a number, true or false, a list, or a map is expected, and something else stands there. YAML decides by how it is written: `1.0` is a number and `1.0.0` a text; `yes`, `no`, `on` and `off` are texts, booleans are `true` and `false`; a key with nothing behind it has no value, where a map may be empty write `{}`.',
    wrong:
      'eda: 1\nsystem: todo\nversion: 1.0\nservices:\n  mailer: { domain: users, subscribes: [todos.task.created] }',
    right:
      'eda: 1\nsystem: todo\nversion: 1.0.0\nservices:\n  mailer: { domain: users, subscribes: { todos.task.created: {} } }',
  },
  value: {
    title: 'A value that cannot stand here',
    explanation:
      'The type is right, but the value is not one of those allowed, too small or too large, or not written as such values are: durations as `500ms`, `30s`, `5m`, `12h`, `7d`, versions as `1.0.0`, dates as `2027-06-30`, servers as `kafka:9092`, paths into data as `customer.id` or `lines.*.sku`.',
    wrong: 'eda: 1\nsystem: todo\ndefaults: { timeout: 30 seconds }',
    right: 'eda: 1\nsystem: todo\ndefaults: { timeout: 30s }',
  },
  name: {
    title: 'A name in the wrong form',
    explanation:
      'Domains, teams, services, aggregates, projections, sagas, brokers and environments are lower case with hyphens (`order-service`); shared schemas are PascalCase (`Money`); operations and columns camelCase (`getAccount`); extension attributes lower-case letters and digits, as CloudEvents demands. One form each, so that a name is found by searching for it and code can be derived from it without guessing.',
    wrong: 'eda: 1\nsystem: shop\nservices:\n  OrderService: { domain: ordering }',
    right: 'eda: 1\nsystem: shop\nservices:\n  order-service: { domain: ordering }',
  },
  'event-name': {
    title: 'The name of an event has not three parts',
    explanation:
      'An event is `<domain>.<entity>.<action>` in lower case, with hyphens inside a part. A successor with data that running subscribers cannot read stands beside the old one and ends in `.v2`, `.v3`, …',
    wrong: 'eda: 1\nsystem: shop\nevents:\n  order.created: { data: { type: object } }',
    right: 'eda: 1\nsystem: shop\nevents:\n  ordering.order.created: { data: { type: object } }',
  },
  placeholder: {
    title: 'A placeholder that YAML or the language cannot read',
    explanation:
      'Placeholders are written `{name}`, as in AsyncAPI and OpenAPI. YAML takes a brace at the beginning of a text, and every brace inside `{ }`, for a map: quote such a text. Braces come in pairs and not inside each other.',
    wrong: 'eda: 1\nsystem: todo\ndefaults:\n  address: {topic}',
    right: "eda: 1\nsystem: todo\ndefaults:\n  address: '{topic}'",
  },
  'plain-secret': {
    title: 'A login in the design',
    explanation:
      "Secrets never stand in the files of a design, which are committed and sent around. `auth.secret` names a secret of the environment's store; `auth.type` fixes the keys that the secret must have. A secret that was committed once should be replaced.",
    wrong:
      "eda: 1\nsystem: todo\nenvironments:\n  production:\n    brokers:\n      pubsub:\n        type: kafka\n        servers: ['kafka:9092']\n        auth: { type: password, username: eda, password: hunter2 }",
    right:
      "eda: 1\nsystem: todo\nenvironments:\n  production:\n    brokers:\n      pubsub:\n        type: kafka\n        servers: ['kafka:9092']\n        auth: { type: password, secret: kafka-login }",
  },
  'part-key': {
    title: 'A key of the root file in a part',
    explanation:
      'A design has one root, the file with `system`; it includes the others. `title`, `version`, `description`, `include`, `defaults`, `environments`, `lint`, `generate` and `docs` are said there, once. Parts hold teams, domains, schemas, events, topics, services, aggregates, projections and sagas.',
    wrong: '# domains/users.eda.yaml\neda: 1\ndefaults: { ordered: true }',
    right: '# eda.yaml\neda: 1\nsystem: todo\ninclude: [domains/*.eda.yaml]\ndefaults: { ordered: true }',
  },
} as const satisfies Readonly<Record<string, CodeExplanation>>;
