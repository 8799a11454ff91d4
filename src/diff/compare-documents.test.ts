import { describe, expect, it } from 'vitest';
import type { Architecture } from '../model/architecture.ts';
import { loadDesign } from '../pipeline.ts';
import { createMemoryFiles } from '../spec/project-files.ts';
import { compareArchitectures } from './compare-architectures.ts';
import { describeChange } from './compare-designs.fixture.ts';

const lights = `asyncapi: 3.0.0
info: { title: Lights, version: 1.0.0 }
defaultContentType: application/json
servers:
  production:
    host: mqtt.example.com:1883
    protocol: mqtt
    security: [{ $ref: '#/components/securitySchemes/login' }]
channels:
  lights:
    address: lights
    messages:
      turned:
        payload: { type: object, properties: { on: { type: boolean } } }
        correlationId: { location: $message.header#/correlationId }
operations:
  takeTurned:
    action: receive
    channel: { $ref: '#/channels/lights' }
components:
  securitySchemes:
    login: { type: userPassword }
    certificate: { type: X509 }
    token: { type: oauth2, flows: {}, scopes: [read] }
`;

function modelOf(documents: string | Readonly<Record<string, string>>): Architecture {
  const texts = typeof documents === 'string' ? { 'lights.yaml': documents } : documents;
  const entry = { documents: Object.keys(texts), system: 'home' };
  const { architecture } = loadDesign(createMemoryFiles({ ...texts }), entry);
  if (architecture === undefined) throw new Error('no document');
  return architecture;
}

function changes(old: string, now: string): readonly string[] {
  const found = compareArchitectures(modelOf(old), modelOf(now), {
    policy: 'tolerant',
    today: '2026-11-26',
  });
  return found.map(describeChange);
}

function edited(...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the document has no ${from}`);
    return text.replace(from, to);
  }, lights);
}

const login = "[{ $ref: '#/components/securitySchemes/login' }]";
const refTo = (...names: string[]): string =>
  `[${names.map((name) => `{ $ref: '#/components/securitySchemes/${name}' }`).join(', ')}]`;
const server = lights.slice(lights.indexOf('  production:'), lights.indexOf('channels:'));

const cases: readonly (readonly [about: string, now: string, changes: readonly string[]])[] = [
  ['nothing', lights, []],
  [
    'another port',
    edited(['1883', '1884']),
    [
      'risky server-address-changed · production of lights: address mqtt.example.com:1883 → mqtt.example.com:1884',
    ],
  ],
  ['another name of the same server', edited(['production:', 'live:']), []],
  [
    'a server that moved and was renamed',
    edited(['production:', 'live:'], ['mqtt.example.com', 'live.example.com']),
    ['risky server-address-changed · live of lights: address mqtt.example.com:1883 → live.example.com:1883'],
  ],
  [
    'another protocol',
    edited(['protocol: mqtt', 'protocol: amqp']),
    ['breaking (forward, backward) server-protocol-changed · production of lights: protocol mqtt → amqp'],
  ],
  [
    'the same protocol with TLS',
    edited(['protocol: mqtt', 'protocol: secure-mqtt']),
    ['risky server-protocol-changed · production of lights: protocol mqtt → secure-mqtt'],
  ],
  [
    'a server more',
    edited(['channels:', "  test: { host: 'localhost:5672', protocol: amqp }\nchannels:"]),
    ['compatible server-added · test of lights: amqp at localhost:5672 added'],
  ],
  [
    'no servers at all, which says nothing',
    edited([server, ''], ['servers:\n', '']),
    ['risky server-removed · production of lights: mqtt at mqtt.example.com:1883 removed'],
  ],
  [
    'a login that is not asked for any more',
    edited([login, '[]']),
    ['risky server-security-changed · production of lights: security userPassword → none'],
  ],
  [
    'another login',
    edited([login, refTo('certificate')]),
    [
      'breaking (forward, backward) server-security-changed · production of lights: security userPassword → X509',
    ],
  ],
  [
    'a second login beside it',
    edited([login, refTo('certificate', 'login')]),
    ['compatible server-security-changed · production of lights: security userPassword → X509, userPassword'],
  ],
  ['the same login, written where it is used', edited([login, '[{ type: userPassword }]']), []],
  [
    'a login for an operation',
    edited([
      "channel: { $ref: '#/channels/lights' }",
      `channel: { $ref: '#/channels/lights' }\n    security: ${refTo('token')}`,
    ]),
    [
      'breaking (forward, backward) operation-security-changed · lights.takeTurned: security none → oauth2 (read)',
    ],
  ],
  [
    'another content type of the same encoding',
    edited(['application/json', 'application/vnd.lights+json; charset=utf-8']),
    [
      'risky event-content-type-changed · lights#turned: content type application/json → application/vnd.lights+json',
    ],
  ],
  [
    'another encoding',
    edited(['application/json', 'application/xml']),
    [
      'breaking (forward) event-content-type-changed · lights#turned: content type application/json → application/xml',
    ],
  ],
  [
    'a content type of the message itself',
    edited(['        payload:', '        contentType: application/cbor\n        payload:']),
    [
      'breaking (forward) event-content-type-changed · lights#turned: content type application/json → application/cbor',
    ],
  ],
  [
    'a correlation id that stands elsewhere',
    edited(['header#/correlationId', 'payload#/id']),
    [
      'breaking (forward) event-correlation-changed · lights#turned: correlation id $message.header#/correlationId → $message.payload#/id',
    ],
  ],
  [
    'no correlation id',
    edited(['        correlationId: { location: $message.header#/correlationId }\n', '']),
    [
      'breaking (forward) event-correlation-changed · lights#turned: correlation id $message.header#/correlationId → none',
    ],
  ],
];

describe('what documents alone say', () => {
  it.each(cases)('%s', (_, now, expected) => {
    expect(changes(lights, now)).toEqual(expected);
  });

  it('mirrors: what is gone one way is new the other way', () => {
    const more = edited(['channels:', "  test: { host: 'localhost:5672', protocol: amqp }\nchannels:"]);
    expect(changes(more, lights)).toEqual([
      'breaking (forward, backward) server-removed · test of lights: amqp at localhost:5672 removed',
    ]);
    const open = edited([login, '[]']);
    expect(changes(open, lights)).toEqual([
      'breaking (forward, backward) server-security-changed · production of lights: security none → userPassword',
    ]);
    const plain = edited(['        correlationId: { location: $message.header#/correlationId }\n', '']);
    expect(changes(plain, lights)).toEqual([
      'compatible event-correlation-added · lights#turned: correlation id none → $message.header#/correlationId',
    ]);
    const silent = edited(['defaultContentType: application/json\n', '']);
    expect(changes(silent, lights)).toEqual([
      'compatible event-content-type-changed · lights#turned: content type none → application/json',
    ]);
  });

  it('scopes: fewer let everybody in who came in before, more do not', () => {
    const withScopes = (scopes: string): string =>
      edited([login, refTo('token')], ['scopes: [read]', `scopes: [${scopes}]`]);
    expect(changes(withScopes('read, write'), withScopes('read'))).toEqual([
      'compatible server-security-changed · production of lights: security oauth2 (read write) → oauth2 (read)',
    ]);
    expect(changes(withScopes('read'), withScopes('read, write'))).toMatchObject([
      expect.stringMatching(/^breaking/),
    ]);
  });

  describe('logins of 2.x', () => {
    const older = (security: string): string => `asyncapi: 2.6.0
info: { title: Lights, version: 1.0.0 }
servers:
  production: { url: mqtt.example.com, protocol: mqtt, security: ${security} }
channels: {}
components:
  securitySchemes:
    login: { type: userPassword }
    certificate: { type: X509 }
`;
    const subject = 'server-security-changed · production of lights: security';
    it.each([
      [
        'one that may be left out',
        '[{ login: [] }]',
        '[{ login: [] }, {}]',
        `compatible ${subject} userPassword → userPassword, without a login`,
      ],
      [
        'one that may no longer',
        '[{ login: [] }, {}]',
        '[{ login: [] }]',
        `breaking (forward, backward) ${subject} userPassword, without a login → userPassword`,
      ],
      [
        'one where there was none, to be left out',
        '[]',
        '[{ login: [] }, {}]',
        `compatible ${subject} none → userPassword, without a login`,
      ],
      [
        'two for one',
        '[{ login: [] }]',
        '[{ login: [], certificate: [] }]',
        `breaking (forward, backward) ${subject} userPassword → X509 and userPassword`,
      ],
      [
        'one of two',
        '[{ login: [], certificate: [] }]',
        '[{ login: [] }]',
        `compatible ${subject} X509 and userPassword → userPassword`,
      ],
    ])('%s', (_, before, after, expected) => {
      expect(changes(older(before), older(after))).toEqual([expected]);
    });
    it.each([
      ['nothing said and nothing asked', '[]', '[{}]'],
      [
        'two ways in another order',
        '[{ login: [] }, { certificate: [] }]',
        '[{ certificate: [] }, { login: [] }]',
      ],
    ])('%s is no change', (_, before, after) => {
      expect(changes(older(before), older(after))).toEqual([]);
      expect(changes(older(after), older(before))).toEqual([]);
    });
  });

  describe('several documents whose names all changed', () => {
    const one = (title: string, host: string, channel: string): string => `asyncapi: 3.0.0
info: { title: ${title}, version: 1.0.0 }
servers: { production: { host: '${host}', protocol: kafka } }
channels: { ${channel}: { address: ${channel}, messages: { ${channel}Sent: { payload: { type: object } } } } }
operations: { send${channel}: { action: send, channel: { $ref: '#/channels/${channel}' } } }
`;
    const serverChanges = (old: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>) =>
      compareArchitectures(modelOf(old), modelOf(now), { policy: 'tolerant', today: '2026-11-26' })
        .filter(({ subject }) => subject.kind === 'server')
        .map(describeChange);
    const old = { 'a.yaml': one('A', 'a:9092', 'x'), 'b.yaml': one('B', 'b:9092', 'y') };

    it('have the servers that they had, in whatever file', () => {
      expect(
        serverChanges(old, { 'c.yaml': one('C', 'b:9092', 'y'), 'd.yaml': one('D', 'a:9092', 'x') }),
      ).toEqual([]);
    });

    it('tell of the one that moved', () => {
      expect(
        serverChanges(old, { 'c.yaml': one('C', 'a:9092', 'x'), 'd.yaml': one('D', 'z:9092', 'y') }),
      ).toEqual(['risky server-address-changed · production of d: address b:9092 → z:9092']);
    });

    it('are told of once where all of them name the same server', () => {
      const shared = (host: string, ...names: string[]) =>
        Object.fromEntries(names.map((name) => [`${name}.yaml`, one(name, host, `of${name}`)]));
      expect(serverChanges(shared('a:9092', 'a', 'b'), shared('z:9092', 'c', 'd'))).toEqual([
        'risky server-address-changed · production of c: address a:9092 → z:9092',
      ]);
      expect(serverChanges(shared('a:9092', 'a'), shared('a:9092', 'c', 'd'))).toEqual([]);
    });

    it('tell of one that is gone', () => {
      expect(serverChanges(old, { 'c.yaml': one('C', 'a:9092', 'x') })).toEqual([
        'breaking (forward, backward) server-removed · production of c: kafka at b:9092 removed',
      ]);
    });
  });

  it('is the same in both major versions', () => {
    const older = `asyncapi: 2.6.0
info: { title: Lights, version: 1.0.0 }
defaultContentType: application/json
servers:
  production:
    url: mqtt://mqtt.example.com:1883
    protocol: mqtt
    security: [{ login: [] }]
channels:
  lights:
    publish:
      operationId: takeTurned
      message:
        messageId: turned
        payload: { type: object, properties: { on: { type: boolean } } }
        correlationId: { location: $message.header#/correlationId }
components:
  securitySchemes: { login: { type: userPassword } }
`;
    expect(changes(older, lights)).toEqual([]);
  });

  it('a schema of another encoding is one, where no content type is named', () => {
    const silent = (payload: string): string =>
      edited(
        ['defaultContentType: application/json\n', ''],
        ['payload: { type: object, properties: { on: { type: boolean } } }', payload],
      );
    const avro =
      'payload: { schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: { type: record, name: Turned, fields: [{ name: on, type: boolean }] } }';
    expect(
      changes(silent('payload: { type: object, properties: { on: { type: boolean } } }'), silent(avro)),
    ).toContain('breaking (forward) event-content-type-changed · lights#turned: encoding json → avro');
  });

  it('a message more on a channel that somebody reads is worth a look', () => {
    const more = edited(['      turned:', '      dimmed: { payload: { type: object } }\n      turned:']);
    expect(changes(lights, more)).toContain(
      'risky event-added · lights#dimmed: event added, on topic lights',
    );
  });

  it('a CloudEvent whose type the document does not say keeps it when the key of its channel changes', () => {
    const document = (key: string, type = ''): string => `asyncapi: 3.0.0
info: { title: Lights, version: 1.0.0 }
channels:
  ${key}:
    address: lights
    messages:
      turned:
        payload:
          type: object
          required: [specversion, id, source, type]
          properties: { specversion: {}, id: {}, source: {}, type: { type: string${type} }, data: { type: object } }
operations: { turn: { action: send, channel: { $ref: '#/channels/${key}' } } }
`;
    expect(
      changes(document('lights'), document('Lights')).filter((line) => line.startsWith('breaking')),
    ).toEqual([]);
    expect(changes(document('lights', ', const: a'), document('Lights', ', const: b'))).toContain(
      'breaking (forward) event-type-changed · Lights#turned: type a → b',
    );
  });

  it('a message keeps its name when its key in the document changes', () => {
    const named = (key: string): string =>
      edited(['      turned:\n', `      ${key}:\n        name: Light turned\n`]).replace(
        '    address: lights\n    messages:\n',
        '    address: lights\n    messages:\n      other: { name: Other, payload: { type: string } }\n',
      );
    expect(changes(named('turned'), named('lightTurned'))).toEqual([
      'compatible event-renamed · lights#lightTurned: renamed from lights#turned',
      'compatible subscription-added · lights ← lights#lightTurned: subscription added',
    ]);
  });

  it('a message whose data nobody could read is found again by its name on another channel', () => {
    const unread = edited([
      'payload: { type: object, properties: { on: { type: boolean } } }',
      'payload: {}',
    ]);
    const moved = unread.replace('address: lights', 'address: home/lights');
    expect(changes(unread, moved)).toEqual([
      expect.stringMatching(/^breaking .*topic-address-changed|^breaking .*event-moved/),
    ]);
    const renamed = unread
      .replace('  lights:\n    address: lights', '  lamps:\n    address: lamps')
      .replace("'#/channels/lights'", "'#/channels/lamps'");
    expect(changes(unread, renamed)[0]).toMatch(/^breaking \(forward\) event-moved · lamps#turned/);
  });

  it('an address that is known at run time only may be where it was', () => {
    expect(changes(lights, edited(['address: lights', 'address: null']))).toEqual([
      'risky event-moved · lights#turned: address lights → known at run time',
    ]);
  });

  it('what a document says of a topic for the first time may have been so all along', () => {
    const bound = (settings: string): string =>
      edited([
        '    address: lights\n',
        `    address: lights\n    bindings: { kafka: { topicConfiguration: { ${settings} } } }\n`,
      ]);
    expect(changes(lights, bound("'cleanup.policy': [compact], 'retention.ms': 60000"))).toEqual([
      expect.stringMatching(/^compatible event-compatibility-tightened/),
      expect.stringMatching(/^risky topic-/),
      expect.stringMatching(/^risky topic-/),
    ]);
    expect(changes(bound("'retention.ms': 60000"), bound("'retention.ms': 30000"))).toEqual([
      expect.stringMatching(/^breaking .*topic-retention-shortened/),
    ]);
  });
});
