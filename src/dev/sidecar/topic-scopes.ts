import type { ComponentResource } from './dapr-resource.ts';

export interface TopicScopes {
  mayPublish(appId: string, topic: string): boolean;
  maySubscribe(appId: string, topic: string): boolean;
}

/**
 * The rights on topics that a pub/sub component's metadata gives: `publishingScopes`, `subscriptionScopes`
 * (`app=topic,topic;app=`), `allowedTopics` and `protectedTopics`. An app that a scope does not name is free, save
 * for protected topics; an app named with nothing may do nothing.
 */
export function readTopicScopes(component: ComponentResource): TopicScopes {
  const allowed = topicSet(component.metadata.get('allowedtopics'));
  const guarded = topicSet(component.metadata.get('protectedtopics'));
  const publishing = appTopics(component.metadata.get('publishingscopes'));
  const subscription = appTopics(component.metadata.get('subscriptionscopes'));
  const may = (scopes: ReadonlyMap<string, ReadonlySet<string>>, appId: string, topic: string): boolean => {
    const granted = scopes.get(appId);
    if (allowed.size > 0 && !allowed.has(topic)) return false;
    if (guarded.has(topic) && granted?.has(topic) !== true) return false;
    return granted === undefined || granted.has(topic);
  };
  return {
    mayPublish: (appId, topic) => may(publishing, appId, topic),
    maySubscribe: (appId, topic) => may(subscription, appId, topic),
  };
}

function topicSet(value: string | undefined): ReadonlySet<string> {
  return new Set(
    (value ?? '')
      .split(',')
      .map(withoutSpace)
      .filter((topic) => topic !== ''),
  );
}

function appTopics(value: string | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const scopes = new Map<string, ReadonlySet<string>>();
  for (const part of (value ?? '').split(';')) {
    const [app = '', topics = ''] = part.split('=', 2);
    if (withoutSpace(app) !== '') scopes.set(withoutSpace(app), topicSet(topics));
  }
  return scopes;
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}
