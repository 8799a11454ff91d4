import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { entriesOf, metadataValue } from './check-component.ts';
import { isPubSub, topicScopes } from './check-subscription.ts';
import { meant } from './fixes.ts';
import { fieldsOf, overlap, type Report, type Resource, scopesOf, textOf, type World } from './resource.ts';

/** Finds what is wrong between resources: names that are there twice, apps and stores that are not there, loops. */
export function checkTogether(world: World, report: Report): void {
  checkNames(world, report);
  checkDuplicateSubscriptions(world, report);
  checkLoops(world, report);
  for (const resource of world.resources) {
    checkApps(resource, world, report);
    if (resource.kind === 'Component') checkStore(resource, world, report);
  }
}

function checkNames({ resources }: World, report: Report): void {
  const seen = new Map<string, Resource>();
  for (const resource of resources) {
    if (resource.name === '') continue;
    const namespace = textOf(fieldsOf(resource.value.metadata).namespace) ?? '';
    const id = JSON.stringify([resource.kind, namespace, resource.name]);
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, resource);
      continue;
    }
    report(
      'dapr-duplicate',
      'error',
      resource.at(['metadata', 'name']),
      `two ${resource.kind}s are called ${resource.name}`,
      resource.kind === 'Component' ? 'daprd does not start with them' : 'only one of them is used',
      { related: [{ message: 'the other one', at: first.at(['metadata', 'name']) }] },
    );
  }
}

/** An app has one subscription to a topic; the others are passed over. */
function checkDuplicateSubscriptions({ resources }: World, report: Report): void {
  const byTopic = new Map<string, Resource[]>();
  for (const resource of resources) {
    const { pubsubname, topic } = fieldsOf(resource.value.spec);
    if (resource.kind !== 'Subscription' || typeof pubsubname !== 'string' || typeof topic !== 'string')
      continue;
    const id = JSON.stringify([pubsubname, topic]);
    const before = byTopic.get(id) ?? [];
    const first = before.find((each) => overlap(scopesOf(each), scopesOf(resource)));
    if (first !== undefined && first.name !== resource.name) {
      report(
        'dapr-duplicate',
        'error',
        resource.at(['spec', 'topic']),
        `${topic} is subscribed twice for the same app: one of the two is passed over`,
        'put the routes of both into one subscription, as rules',
        { related: [{ message: 'the other one', at: first.at(['spec', 'topic']) }] },
      );
    }
    byTopic.set(id, [...before, resource]);
  }
}

/** What fails on the dead-letter topic must not come back to it. */
function checkLoops({ resources }: World, report: Report): void {
  const subscriptions = resources.filter(({ kind }) => kind === 'Subscription');
  const next = (from: Resource): Resource | undefined => {
    const { pubsubname, deadLetterTopic } = fieldsOf(from.value.spec);
    return subscriptions.find((each) => {
      const spec = fieldsOf(each.value.spec);
      return (
        typeof deadLetterTopic === 'string' &&
        spec.pubsubname === pubsubname &&
        spec.topic === deadLetterTopic &&
        overlap(scopesOf(each), scopesOf(from))
      );
    });
  };
  for (const start of subscriptions) {
    const { topic, deadLetterTopic } = fieldsOf(start.value.spec);
    const path: Resource[] = [start];
    let each = next(start);
    while (each !== undefined && !path.includes(each)) {
      path.push(each);
      each = next(each);
    }
    const loops = each === start || (typeof topic === 'string' && topic === deadLetterTopic);
    if (!loops) continue;
    const topics = [...path, start].map((one) => String(fieldsOf(one.value.spec).topic));
    report(
      'dapr-dead-letter-loop',
      'error',
      start.at(['spec', 'deadLetterTopic']),
      `what fails goes round for ever: ${topics.join(' → ')}`,
      'a subscription to a dead-letter topic has none itself',
    );
  }
}

function checkApps(resource: Resource, { apps }: World, report: Report): void {
  const { scopes } = resource.value;
  const own = scopesOf(resource);
  if (apps !== undefined && Array.isArray(scopes)) {
    scopes.forEach((app, index) => {
      if (typeof app !== 'string' || apps.has(app)) return;
      report(
        'dapr-scope',
        'warning',
        resource.at(['scopes', index]),
        `no app is called ${app}${didYouMean(app, apps)}`,
        undefined,
        meant(resource, ['scopes', index], suggest(app, apps)),
      );
    });
  }
  if (!isPubSub(resource)) return;
  for (const scope of ['publishingScopes', 'subscriptionScopes']) {
    const entry = entriesOf(resource).find(({ name }) => name.toLowerCase() === scope.toLowerCase());
    const value = metadataValue(resource, scope);
    if (entry === undefined || value === undefined) continue;
    const at = resource.at([...entry.path, 'value']);
    for (const part of value.split(';').filter((each) => each.trim() !== '')) {
      if (part.split('=').length !== 2)
        report('dapr-topic-scope', 'error', at, `'${part.trim()}' in ${scope} is not app=topic,topic`);
    }
    for (const app of topicScopes(value).keys()) {
      if (apps !== undefined && !apps.has(app))
        report('dapr-scope', 'warning', at, `${scope}: no app is called ${app}${didYouMean(app, apps)}`);
      else if (own !== undefined && !own.has(app))
        report(
          'dapr-scope',
          'warning',
          at,
          `${scope}: ${app} does not see the component${didYouMean(app, own)}`,
          'add it to scopes',
        );
    }
  }
}

function checkStore(resource: Resource, { resources, isPartial }: World, report: Report): void {
  if (isPartial) return;
  const store = textOf(fieldsOf(resource.value.auth).secretStore);
  const stores = resources.filter(
    ({ kind, value }) =>
      kind === 'Component' && (textOf(fieldsOf(value.spec).type) ?? '').startsWith('secretstores.'),
  );
  if (store === undefined || store === 'kubernetes' || store === '') return;
  const names = stores.map(({ name }) => name);
  const components = resources.filter(({ kind }) => kind === 'Component');
  // Alone, a component may find its store elsewhere.
  if (names.includes(store) || components.length < 2) return;
  report(
    'dapr-reference',
    'warning',
    resource.at(['auth', 'secretStore']),
    `there is no secret store ${store}${didYouMean(store, names)}`,
    undefined,
    meant(resource, ['auth', 'secretStore'], suggest(store, names)),
  );
}
