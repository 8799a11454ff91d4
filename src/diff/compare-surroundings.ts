import type { Auth, Broker, Environment } from '../model/architecture.ts';
import { isEqual } from '../model/json-value.ts';
import { defaultMechanism, defaultScopes } from '../model/login-defaults.ts';
import { arrow, type CompareContext, pairById, type ReportOf } from './compare-context.ts';
import { differingKeys } from './compare-services.ts';

/** Compares what stands around events and services: the system itself, teams, domains, environments and brokers. */
export function compareSurroundings(context: CompareContext): void {
  compareSystem(context);
  compareTeams(context);
  compareDomains(context);
  const { added, removed, kept } = pairById(
    context.old.architecture.environments,
    context.new.architecture.environments,
  );
  const subject = ({ name }: Environment) => ({ kind: 'environment', name }) as const;
  for (const environment of added) {
    context.report({
      kind: 'environment-added',
      subject: subject(environment),
      what: 'environment added',
      new: { ...environment.at, on: 'key' },
    });
  }
  for (const environment of removed) {
    context.report({
      kind: 'environment-removed',
      subject: subject(environment),
      what: 'environment removed',
      old: { ...environment.at, on: 'key' },
    });
  }
  for (const [before, after] of kept) compareEnvironment(before, after, context);
}

function compareSystem({ old, new: now, report }: CompareContext): void {
  const [before, after] = [old.architecture.system, now.architecture.system];
  const at = { subject: { kind: 'system', name: after.name }, old: before.at, new: after.at } as const;
  if (before.name !== after.name)
    report({ ...at, kind: 'system-renamed', what: arrow(before.name, after.name) });
  if (before.version !== after.version)
    report({
      ...at,
      kind: 'system-version-changed',
      what: `version ${arrow(before.version, after.version)}`,
    });
  const words = (['title', 'description'] as const).filter(
    // A title that nobody wrote is the name.
    (key) =>
      before[key] !== after[key] &&
      !(key === 'title' && before.title === before.name && after.title === after.name),
  );
  if (words.length > 0) report({ ...at, kind: 'system-documented', what: `${words.join(', ')} changed` });
}

function compareTeams({ old, new: now, report }: CompareContext): void {
  const { added, removed, kept } = pairById(old.architecture.teams, now.architecture.teams);
  for (const { name, at } of added)
    report({ kind: 'team-changed', subject: { kind: 'team', name }, what: 'team added', new: at });
  for (const { name, at } of removed)
    report({ kind: 'team-changed', subject: { kind: 'team', name }, what: 'team removed', old: at });
  for (const [before, after] of kept) {
    const keys = (['contact', 'description'] as const).filter((key) => before[key] !== after[key]);
    if (keys.length > 0) {
      report({
        kind: 'team-changed',
        subject: { kind: 'team', name: after.name },
        what: `${keys.join(', ')} changed`,
        old: before.at,
        new: after.at,
      });
    }
  }
}

function compareDomains({ old, new: now, report }: CompareContext): void {
  const { added, removed, kept } = pairById(old.architecture.domains, now.architecture.domains);
  for (const { name, at } of added) {
    report({
      kind: 'domain-added',
      subject: { kind: 'domain', name },
      what: 'domain added',
      new: { ...at, on: 'key' },
    });
  }
  for (const { name, at } of removed) {
    report({
      kind: 'domain-removed',
      subject: { kind: 'domain', name },
      what: 'domain removed',
      old: { ...at, on: 'key' },
    });
  }
  for (const [before, after] of kept) {
    const at = { subject: { kind: 'domain', name: after.name }, old: before.at, new: after.at } as const;
    if (before.owner !== after.owner)
      report({ ...at, kind: 'domain-owner-changed', what: `owner ${arrow(before.owner, after.owner)}` });
    if (before.description !== after.description)
      report({ ...at, kind: 'domain-documented', what: 'description changed' });
  }
}

function compareEnvironment(old: Environment, now: Environment, context: CompareContext): void {
  const { brokers: before, at: oldAt, defaults: _a, description: left, name: _n, ...rest } = old;
  const { brokers: after, at: newAt, defaults: _b, description: right, name, ...others } = now;
  const at = { subject: { kind: 'environment', name }, old: oldAt, new: newAt } as const;
  const keys = differingKeys(rest, others);
  if (keys.length > 0)
    context.report({ ...at, kind: 'environment-changed', what: `${keys.join(', ')} changed` });
  if (left !== right) context.report({ ...at, kind: 'environment-documented', what: 'description changed' });
  const { added, removed, kept } = pairById(before, after);
  const subject = (broker: Broker) => ({ kind: 'broker', name: `${broker.name} of ${name}` }) as const;
  for (const broker of added)
    context.report({
      kind: 'broker-added',
      subject: subject(broker),
      what: `${broker.type} added`,
      new: broker.at,
    });
  for (const broker of removed)
    context.report({
      kind: 'broker-removed',
      subject: subject(broker),
      what: `${broker.type} removed`,
      old: broker.at,
    });
  for (const [first, second] of kept) {
    compareBroker(first, second, (draft) =>
      context.report({ subject: subject(second), old: first.at, new: second.at, ...draft }),
    );
  }
}

/** What differs between two logins: their types, or what else is told of them. */
function differingLogin(old: Auth, now: Auth): string[] {
  if (old.type !== now.type) return [`auth ${arrow(old.type, now.type)}`];
  const { mechanism: before = defaultMechanism, scopes: asked = defaultScopes } = old;
  const { mechanism = defaultMechanism, scopes = defaultScopes } = now;
  return [
    ...(old.secret === now.secret ? [] : ['another secret']),
    ...(before === mechanism ? [] : [`mechanism ${arrow(before, mechanism)}`]),
    ...(isEqual(asked, scopes) ? [] : [`scopes ${arrow(asked, scopes)}`]),
  ];
}

function compareBroker(old: Broker, now: Broker, report: ReportOf): void {
  // Nothing outlives a run in memory.
  const volatile = old.type === 'in-memory' || now.type === 'in-memory';
  if (old.type !== now.type) {
    report({
      kind: 'broker-type-changed',
      what: `type ${arrow(old.type, now.type)}`,
      ...(volatile ? { consumers: 'none' as const, producers: 'none' as const, bump: 'patch' as const } : {}),
    });
    return;
  }
  if (!isEqual(old.servers, now.servers))
    report({ kind: 'broker-servers-changed', what: `servers ${arrow(old.servers, now.servers)}` });
  const login = differingLogin(old.auth, now.auth);
  if (login.length > 0) report({ kind: 'broker-security-changed', what: login.join(', ') });
  if (old.tls !== now.tls)
    report({ kind: 'broker-security-changed', what: `tls ${arrow(old.tls, now.tls)}` });
  const keys = differingKeys(old.own, now.own);
  if (keys.length > 0) report({ kind: 'broker-settings-changed', what: `${keys.join(', ')} changed` });
}
