import { compileMatch } from '../dev/sidecar/compile-cel.ts';
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { metadataValue } from './check-component.ts';
import { fixOf, meant, writeAt } from './fixes.ts';
import {
  type Fields,
  fieldsOf,
  listOf,
  overlap,
  type Report,
  type Resource,
  scopesOf,
  textOf,
  type World,
} from './resource.ts';

/** Finds routes that no event reaches, rules that do not compile, and what the component does not let through. */
export function checkSubscription(
  subscription: Resource,
  { resources, isPartial }: World,
  report: Report,
): void {
  const spec = fieldsOf(subscription.value.spec);
  if (subscription.apiVersion === 'dapr.io/v1alpha1') {
    report(
      'dapr-deprecated',
      'info',
      subscription.at(['apiVersion']),
      'v1alpha1 of Subscription has one route and no rules',
      'write apiVersion: dapr.io/v2alpha1, and routes: { default: … } instead of route',
      inVersion2(subscription, spec),
    );
  }
  if (spec.routes !== undefined && spec.routes !== null)
    checkRoutes(subscription, fieldsOf(spec.routes), report);
  const name = textOf(spec.pubsubname);
  const pubsubs = resources.filter(isPubSub);
  if (name === undefined || pubsubs.length === 0) return;
  const component = pubsubs.find((each) => each.name === name);
  if (component === undefined) {
    if (isPartial) return;
    const names = pubsubs.map((each) => each.name);
    report(
      'dapr-reference',
      'error',
      subscription.at(['spec', 'pubsubname']),
      `there is no pub/sub component ${name}${didYouMean(name, names)}`,
      undefined,
      meant(subscription, ['spec', 'pubsubname'], suggest(name, names)),
    );
    return;
  }
  checkRights(subscription, component, report);
}

/** The one route of v1alpha1 is the default one of v2alpha1; all else is called the same. */
function inVersion2(subscription: Resource, { route, routes }: Fields): Pick<Diagnostic, 'fix'> {
  if (typeof route !== 'string' || !/^[\w/.-]+$/.test(route) || routes !== undefined) return {};
  return fixOf('write the subscription in v2alpha1', true, [
    writeAt(subscription, ['apiVersion'], 'dapr.io/v2alpha1'),
    writeAt(subscription, ['spec', 'route'], 'routes', 'key'),
    writeAt(subscription, ['spec', 'route'], `{ default: ${route} }`),
  ]);
}

export function isPubSub({ kind, value }: Resource): boolean {
  return kind === 'Component' && (textOf(fieldsOf(value.spec).type) ?? '').startsWith('pubsub.');
}

function checkRoutes(
  subscription: Resource,
  routes: { readonly [key: string]: unknown },
  report: Report,
): void {
  const rules = listOf(routes.rules).map(fieldsOf);
  const path: Path = ['spec', 'routes'];
  if (rules.length === 0 && (routes.default === undefined || routes.default === '')) {
    report(
      'dapr-route',
      'error',
      subscription.at(path, 'key'),
      'no rule and no default route: every event is dropped',
      'write routes: { default: /path }',
    );
  }
  const seen = new Map<string, number>();
  let always: number | undefined;
  rules.forEach((rule, index) => {
    const at = [...path, 'rules', index, 'match'];
    const match = (textOf(rule.match) ?? '').trim();
    if (always !== undefined) {
      report(
        'dapr-route',
        'warning',
        subscription.at(at),
        'no event gets here: the rule above takes all',
        'put it above that rule',
        { related: [{ message: 'takes all', at: subscription.at([...path, 'rules', always, 'match']) }] },
      );
      return;
    }
    if (match === '' || match === 'true') {
      always = index;
      if (textOf(routes.default)) {
        report(
          'dapr-route',
          'warning',
          subscription.at([...path, 'default']),
          'no event gets here: a rule takes all',
        );
      }
      return;
    }
    const first = seen.get(match);
    if (first !== undefined) {
      report(
        'dapr-route',
        'warning',
        subscription.at(at),
        `no event gets here: rule ${first + 1} asks the same`,
        'the first rule that is true takes an event',
      );
    }
    seen.set(match, first ?? index);
    const compiled = compileMatch(match);
    if ('error' in compiled) {
      report(
        'dapr-cel',
        'error',
        subscription.at(at),
        `match is no CEL over event: ${compiled.error}`,
        'daprd does not start with it',
      );
    }
  });
}

/** What topic scopes and the component's own scopes refuse. */
function checkRights(subscription: Resource, component: Resource, report: Report): void {
  const spec = fieldsOf(subscription.value.spec);
  const topic = textOf(spec.topic);
  const deadLetter = textOf(spec.deadLetterTopic);
  const apps = scopesOf(subscription);
  const seen = scopesOf(component);
  if (!overlap(apps, seen)) {
    report(
      'dapr-reference',
      'error',
      subscription.at(['spec', 'pubsubname']),
      `none of the apps in scopes sees ${component.name}`,
      `add ${[...(apps ?? [])].join(', ')} to the scopes of the component`,
    );
    return;
  }
  for (const app of apps ?? []) {
    const refuses = (
      wanted: string | undefined,
      scope: 'subscriptionScopes' | 'publishingScopes',
    ): string | undefined => (wanted === undefined ? undefined : refusal(component, scope, app, wanted));
    const taken = refuses(topic, 'subscriptionScopes');
    if (taken !== undefined) {
      report(
        'dapr-topic-scope',
        'error',
        subscription.at(['spec', 'topic']),
        `${app} may not take ${topic}: ${taken}`,
      );
    }
    const dropped = refuses(deadLetter, 'publishingScopes');
    if (dropped !== undefined) {
      report(
        'dapr-topic-scope',
        'error',
        subscription.at(['spec', 'deadLetterTopic']),
        `${app} may not publish ${deadLetter}: ${dropped}`,
        'its sidecar publishes dead letters in its name; they would be lost',
      );
    }
  }
}

/** Why the scopes of a component keep an app from a topic, as daprd decides it. */
function refusal(
  component: Resource,
  scope: 'subscriptionScopes' | 'publishingScopes',
  app: string,
  topic: string,
): string | undefined {
  const namesIn = (key: string): string[] =>
    (metadataValue(component, key) ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
  const allowed = namesIn('allowedTopics');
  if (allowed.length > 0 && !allowed.includes(topic)) return 'allowedTopics does not list it';
  const own = topicScopes(metadataValue(component, scope) ?? '').get(app);
  if (own === undefined)
    return namesIn('protectedTopics').includes(topic) ? 'the topic is protected' : undefined;
  return own.has(topic) ? undefined : `${scope} does not list it`;
}

/** `a=x,y;b=` by app. An app that stands there with nothing may do nothing. */
export function topicScopes(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const scopes = new Map<string, ReadonlySet<string>>();
  for (const part of text.split(';')) {
    const [app = '', topics] = part.split('=');
    if (topics === undefined || app.trim() === '') continue;
    const names = topics.split(',').map((each) => each.trim());
    scopes.set(app.trim(), new Set(names.filter((each) => each !== '')));
  }
  return scopes;
}
