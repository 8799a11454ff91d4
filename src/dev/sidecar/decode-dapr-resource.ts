import type { Diagnostic, Place } from '../../diagnostics/diagnostic.ts';
import { compileMatch } from './compile-cel.ts';
import type { AccessControl, AccessPolicy, BulkSubscribe, DaprResource, RouteRule } from './dapr-resource.ts';
import { decodeResiliency } from './decode-resiliency.ts';
import {
  createReader,
  type Fields,
  fields,
  list,
  positive,
  type Reader,
  scalar,
  strings,
  text,
  texts,
} from './yaml-fields.ts';

/**
 * Reads one Dapr resource from a plain YAML value. Kinds that the embedded sidecar has no use for give no resource
 * and no problem. Problems are what would stop daprd or silently disarm a policy there.
 */
export function decodeDaprResource(
  value: unknown,
  at: Place,
): { readonly resource?: DaprResource; readonly problems: readonly Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const reader = createReader(at, problems);
  const root = fields(value);
  const api = text(root.apiVersion);
  if (!api?.startsWith('dapr.io/')) return { problems };
  const name = text(fields(root.metadata).name) ?? '';
  if (name === '') reader.fail(['metadata', 'name'], 'a Dapr resource needs metadata.name');
  const named = { name, scopes: texts(root.scopes), at };
  const spec = fields(root.spec);
  switch (root.kind) {
    case 'Component':
      return { resource: { kind: 'Component', ...named, ...readComponent(spec, reader) }, problems };
    case 'Subscription':
      return { resource: { kind: 'Subscription', ...named, ...readSubscription(spec, reader) }, problems };
    case 'Resiliency':
      return { resource: { kind: 'Resiliency', ...named, ...decodeResiliency(spec, reader) }, problems };
    case 'Configuration':
      return { resource: { kind: 'Configuration', ...named, ...readConfiguration(spec, reader) }, problems };
    default:
      return { problems };
  }
}

function readComponent(spec: Fields, reader: Reader) {
  const type = text(spec.type) ?? '';
  if (type === '') reader.fail(['spec', 'type'], 'a component needs spec.type');
  const metadata = new Map<string, string>();
  for (const entry of list(spec.metadata)) {
    const { name, value, secretKeyRef, envRef } = fields(entry);
    const key = text(name)?.toLowerCase();
    if (key === undefined) continue;
    // A reference still tells two brokers apart, so its name stands in for the value.
    if (value !== undefined && value !== null) metadata.set(key, scalar(value));
    else if (secretKeyRef !== undefined) metadata.set(key, `secret:${JSON.stringify(secretKeyRef)}`);
    else if (envRef !== undefined) metadata.set(key, `env:${scalar(envRef)}`);
  }
  return { type, version: text(spec.version) ?? '', metadata };
}

function readSubscription(spec: Fields, reader: Reader) {
  const pubsubname = text(spec.pubsubname) ?? '';
  const topic = text(spec.topic) ?? '';
  if (pubsubname === '') reader.fail(['spec', 'pubsubname'], 'a subscription needs spec.pubsubname');
  if (topic === '') reader.fail(['spec', 'topic'], 'a subscription needs spec.topic');
  const rules: RouteRule[] = [];
  const routes = fields(spec.routes);
  list(routes.rules).forEach((entry, index) => {
    const match = text(fields(entry).match)?.trim() ?? '';
    const path = text(fields(entry).path) ?? '';
    if (match === '') {
      rules.push({ path });
      return;
    }
    const compiled = compileMatch(match);
    if ('error' in compiled) {
      reader.fail(
        ['spec', 'routes', 'rules', index, 'match'],
        `invalid CEL \`${match}\`: ${compiled.error}`,
        'daprd does not start with this subscription',
      );
    }
    rules.push({ match, path });
  });
  const last = text(routes.default) || text(spec.route);
  if (last) rules.push({ path: last });
  if (rules.length === 0) reader.warn(['spec'], 'the subscription has no route, so it delivers nothing');
  const deadLetterTopic = text(spec.deadLetterTopic);
  const bulk = fields(spec.bulkSubscribe);
  return {
    pubsubname,
    topic,
    rules,
    ...(deadLetterTopic ? { deadLetterTopic } : {}),
    ...(bulk.enabled === true ? { bulkSubscribe: readBulk(bulk) } : {}),
    metadata: strings(spec.metadata),
  };
}

function readConfiguration(spec: Fields, reader: Reader) {
  const rate = Number(fields(spec.tracing).samplingRate ?? 0);
  if (!(rate >= 0 && rate <= 1))
    reader.fail(['spec', 'tracing', 'samplingRate'], 'a sampling rate lies between 0 and 1');
  const control = spec.accessControl;
  return {
    samplingRate: rate >= 0 && rate <= 1 ? rate : 0,
    ...(control === undefined ? {} : { accessControl: readAccessControl(fields(control)) }),
  };
}

function readAccessControl(control: Fields): AccessControl {
  const defaultAllow = text(control.defaultAction) !== 'deny';
  const policies = list(control.policies).map((entry): AccessPolicy => {
    const policy = fields(entry);
    return {
      appId: text(policy.appId) ?? '',
      defaultAllow: text(policy.defaultAction) !== 'deny',
      operations: list(policy.operations).map((operation) => ({
        name: text(fields(operation).name) ?? '',
        verbs: texts(fields(operation).httpVerb).map((verb) => verb.toUpperCase()),
        allow: text(fields(operation).action) !== 'deny',
      })),
    };
  });
  return { defaultAllow, policies };
}

/** The limits of a bulk subscription; Dapr counts zero as unset. */
export function readBulk(bulk: Fields): BulkSubscribe {
  const count = positive(bulk.maxMessagesCount);
  const wait = positive(bulk.maxAwaitDurationMs);
  return {
    ...(count === undefined ? {} : { maxMessagesCount: count }),
    ...(wait === undefined ? {} : { maxAwaitDurationMs: wait }),
  };
}
