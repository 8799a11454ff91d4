import { execFileSync } from 'node:child_process';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KafkaCluster, startKafka } from '../../src/dev/components/kafka.ts';
import { type Guard, startGuard } from '../../src/dev/guard.ts';
import { findFreePort } from '../../src/dev/ports.ts';
import { runEda } from '../cli/run-eda.ts';
import { until } from '../conformance/start-world.ts';
import { type DesignedWorld, startDesignedWorld } from './designed-world.ts';

const login = { username: 'shop', password: 'secret-of-shop' } as const;
const client = { id: 'shop-client', secret: 'secret-of-client' } as const;
const admin = ['admin', 'secret-of-admin'] as const;

/** A topic on a broker of its own for each way to log in: one cluster, four components. */
const logins = {
  hash: 'type: password, mechanism: SHA-256, secret: hash',
  plain: 'type: password, mechanism: PLAIN, secret: plain',
  oidc: 'type: oidc, scopes: [orders, openid], secret: oidc',
  mtls: 'type: mtls, secret: mtls',
} as const;
type Login = keyof typeof logins;
const names = Object.keys(logins) as Login[];

const designOn = (servers: Readonly<Record<Login, string>>, only: readonly Login[]) => `eda: 1
system: shop
domains: { sales: {} }
defaults: { language: none, database: none, startAt: earliest }
events:
${only.map((name) => `  sales.${name}.used: { topic: ${name}, data: { type: object } }`).join('\n')}
topics: { ${only.map((name) => `${name}: { broker: ${name} }`).join(', ')} }
services:
  till: { domain: sales, publishes: [${only.map((name) => `sales.${name}.used`).join(', ')}] }
  books: { domain: sales, subscribes: { ${only.map((name) => `sales.${name}.used: {}`).join(', ')} } }
environments:
  real:
    brokers:
${only.map((name) => `      ${name}: { type: kafka, servers: ['${servers[name]}'], replication: 1, tls: false, auth: { ${logins[name]} } }`).join('\n')}
    secrets: { type: env }
`;

describe('logins of Kafka', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-logins-'));
  let guard: Guard;
  let kafka: KafkaCluster;
  let issuer: Issuer;
  let servers: Readonly<Record<Login, string>>;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    guard = startGuard();
    issuer = await startIssuer();
    const certificates = makeCertificates(folder);
    const encrypted = await findFreePort();
    kafka = await startKafka({
      folder: join(folder, 'kafka'),
      guard,
      logins: { admin, others: { [login.username]: login.password } },
      java: [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${issuer.url}/keys`],
      settings: ({ client: open, controller }) => {
        const oauth = 'org.apache.kafka.common.security.oauthbearer';
        const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule';
        return {
          listeners: `CLIENT://127.0.0.1:${open},TLS://127.0.0.1:${encrypted},CONTROLLER://127.0.0.1:${controller}`,
          'advertised.listeners': `CLIENT://127.0.0.1:${open},TLS://127.0.0.1:${encrypted}`,
          'listener.security.protocol.map': 'CLIENT:SASL_PLAINTEXT,TLS:SSL,CONTROLLER:PLAINTEXT',
          'allow.everyone.if.no.acl.found': 'true',
          'sasl.enabled.mechanisms': 'SCRAM-SHA-512,SCRAM-SHA-256,PLAIN,OAUTHBEARER',
          'listener.name.client.scram-sha-256.sasl.jaas.config':
            'org.apache.kafka.common.security.scram.ScramLoginModule required;',
          'listener.name.client.plain.sasl.jaas.config': `${plain} required user_${login.username}="${login.password}";`,
          'listener.name.client.oauthbearer.sasl.jaas.config': `${oauth}.OAuthBearerLoginModule required;`,
          'listener.name.client.oauthbearer.sasl.server.callback.handler.class': `${oauth}.OAuthBearerValidatorCallbackHandler`,
          'listener.name.client.oauthbearer.sasl.oauthbearer.jwks.endpoint.url': `${issuer.url}/keys`,
          'listener.name.client.oauthbearer.sasl.oauthbearer.expected.audience': 'kafka',
          'listener.name.client.oauthbearer.sasl.oauthbearer.expected.issuer': issuer.url,
          'listener.name.tls.ssl.client.auth': 'required',
          'listener.name.tls.ssl.keystore.type': 'PEM',
          'listener.name.tls.ssl.keystore.location': certificates.keystore,
          'listener.name.tls.ssl.truststore.type': 'PEM',
          'listener.name.tls.ssl.truststore.location': certificates.ca,
        };
      },
    });
    const open = kafka.address;
    servers = { hash: open, plain: open, oidc: open, mtls: `127.0.0.1:${encrypted}` };
    env = {
      HASH_USERNAME: login.username,
      HASH_PASSWORD: login.password,
      PLAIN_USERNAME: login.username,
      PLAIN_PASSWORD: login.password,
      OIDC_TOKEN_URL: `${issuer.url}/token`,
      OIDC_CLIENT_ID: client.id,
      OIDC_CLIENT_SECRET: client.secret,
      MTLS_CA: readFileSync(certificates.ca, 'utf8'),
      ...certificateOf(folder, 'client'),
    };
  }, 120_000);

  afterAll(async () => {
    await kafka?.stop();
    await issuer?.stop();
    guard?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('take events there and back: a hash, a plain password, a token of OIDC, a certificate', async () => {
    let world: DesignedWorld | undefined;
    try {
      world = await startDesignedWorld({ design: designOn(servers, names), env });
      const sidecars = world;
      for (const name of names) {
        await until(async () => (await sidecars.publish('till', name, { by: name })) === 204, 60_000);
        const arrived = await world.deliveries('books', name, 1, 0);
        expect(arrived.length, `${name}\n${world.warnings().join('\n')}`).toBeGreaterThan(0);
      }
      // What the design says is what the issuer was asked for.
      expect(new Set(issuer.asked())).toEqual(new Set(['orders openid']));
    } finally {
      await world?.stop();
    }
  }, 180_000);

  it.each(names)(
    'let eda kafka ask the cluster: %s',
    async (name) => {
      const project = join(folder, name);
      mkdirSync(project);
      writeFileSync(join(project, 'eda.yaml'), designOn(servers, [name]));
      const certificate = {
        EDA_KAFKA_CA: '../ca.pem',
        EDA_KAFKA_CERT: '../client.pem',
        EDA_KAFKA_KEY: '../client.key',
      };
      const password = { EDA_KAFKA_USERNAME: login.username, EDA_KAFKA_PASSWORD: login.password };
      const own = {
        hash: password,
        plain: password,
        oidc: { EDA_KAFKA_TOKEN: issuer.token() },
        mtls: certificate,
      };
      const planned = await runEda(project, ['kafka', 'plan', '--no-acls'], own[name]);
      // What is to do: topics are missing, or the sidecars had them made with other partitions.
      expect(planned).toMatchObject({
        code: 1,
        err: '',
        out: expect.stringMatching(new RegExp(`^.*\\b${name}\\b`, 'm')),
      });
      const stranger = { EDA_KAFKA_CERT: '../stranger.pem', EDA_KAFKA_KEY: '../stranger.key' };
      const refusals: Readonly<Record<Login, readonly [Readonly<Record<string, string>>, string]>> = {
        hash: [{ EDA_KAFKA_PASSWORD: 'wrong-and-secret' }, 'the login is refused: SASL SCRAM SHA256'],
        plain: [{ EDA_KAFKA_PASSWORD: 'wrong-and-secret' }, 'the login is refused: SASL PLAIN'],
        oidc: [{ EDA_KAFKA_TOKEN: 'wrong-and-secret' }, 'the token is refused'],
        mtls: [stranger, 'the certificate is refused: '],
      };
      const [wrong, because] = refusals[name];
      const refused = await runEda(project, ['kafka', 'plan'], { ...own[name], ...wrong });
      expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining(because) });
      expect(refused.err).not.toMatch(/wrong-and-secret|\n +at |openssl/);
    },
    60_000,
  );

  it('tell a cluster whose authority nobody named from one that is not there', async () => {
    const project = join(folder, 'untrusting');
    mkdirSync(project);
    writeFileSync(join(project, 'eda.yaml'), designOn(servers, ['mtls']));
    const certificate = { EDA_KAFKA_CERT: '../client.pem', EDA_KAFKA_KEY: '../client.key' };
    expect(await runEda(project, ['kafka', 'plan'], certificate)).toMatchObject({
      ...{ code: 2, out: '' },
      err: expect.stringMatching(/has a certificate that is not trusted: .*\n.*EDA_KAFKA_CA names/),
    });
  }, 60_000);

  it.each([
    ['hash', { HASH_PASSWORD: 'wrong-and-secret' }, 'invalid credentials with SASL mechanism SCRAM-SHA-256'],
    ['plain', { PLAIN_PASSWORD: 'wrong-and-secret' }, 'Invalid username or password'],
    ['oidc', { OIDC_CLIENT_SECRET: 'wrong-and-secret' }, 'invalid_client'],
    ['mtls', 'stranger', 'tls: '],
  ] as const)(
    'keep a sidecar from its start that does not have them: %s',
    async (name, wrong, because) => {
      const own = wrong === 'stranger' ? certificateOf(folder, wrong) : wrong;
      const failed = await startDesignedWorld({
        design: designOn(servers, [name]),
        env: { ...env, ...own },
      }).then(
        (world) => world.stop(),
        (error: Error) => error.message,
      );
      expect(failed).toContain(`Failed to init component ${name} (pubsub.kafka/v1)`);
      expect(failed).toContain(because);
      expect(failed).not.toContain('wrong-and-secret');
    },
    90_000,
  );
});

interface Issuer {
  readonly url: string;
  /** A token, as whoever has logged in holds one. */
  token(): string;
  /** Scopes of the tokens that were asked for. */
  asked(): readonly string[];
  stop(): Promise<void>;
}

/** Gives tokens to a client that has its secret (RFC 6749, section 4.4), and the key to check them with (RFC 7517). */
async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const asked: string[] = [];
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const tokenOf = (issuer: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, sub: client.id, aud: 'kafka', iat: now, exp: now + 300, scope: 'orders' };
    const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${encode(claims)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  };
  const server: Server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/keys') {
      answer(200, {
        keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
      });
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const basic = Buffer.from(
      (request.headers.authorization ?? '').replace(/^Basic /, ''),
      'base64',
    ).toString();
    const given = basic === '' ? `${form.get('client_id')}:${form.get('client_secret')}` : basic;
    if (form.get('grant_type') !== 'client_credentials' || given !== `${client.id}:${client.secret}`) {
      answer(401, { error: 'invalid_client' });
      return;
    }
    asked.push(form.get('scope') ?? '');
    answer(200, { access_token: tokenOf(url), token_type: 'Bearer', expires_in: 300 });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token: () => tokenOf(url),
    asked: () => asked,
    stop: () => new Promise((done) => server.close(() => done())),
  };
}

/** What a sidecar is told of a client's certificate. */
function certificateOf(folder: string, name: 'client' | 'stranger') {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  return { MTLS_CERT: read(`${name}.pem`), MTLS_KEY: read(`${name}.key`) };
}

/** An authority, what it signed for the node and for a client, and a stranger's that it did not: files of PEM. */
function makeCertificates(folder: string): { readonly ca: string; readonly keystore: string } {
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  for (const name of ['ca', 'stranger'])
    openssl(
      ...['req', '-x509', ...key, '-days', '2', '-subj', `/CN=${name}`],
      ...['-keyout', `${name}.key`, '-out', `${name}.pem`],
    );
  for (const [name, extension] of [
    ['node', 'subjectAltName=IP:127.0.0.1'],
    ['client', 'extendedKeyUsage=clientAuth'],
  ] as const) {
    writeFileSync(path(`${name}.ext`), `${extension}\n`);
    openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`],
    );
  }
  const keystore = path('node.keystore.pem');
  const both = ['node.key', 'node.pem'].map((name) => readFileSync(path(name), 'utf8'));
  writeFileSync(keystore, both.join(''), { mode: 0o600 });
  return { ca: path('ca.pem'), keystore };
}
