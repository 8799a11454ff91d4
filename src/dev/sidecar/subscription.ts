import { compileMatch, type EventMatcher } from './compile-cel.ts';
import type { SubscriptionSpec } from './dapr-resource.ts';

/** A subscription ready to deliver. */
export interface Subscription {
  readonly spec: SubscriptionSpec;
  readonly type: 'DECLARATIVE' | 'PROGRAMMATIC';
  readonly rawPayload: boolean;
  readonly routes: readonly Route[];
}

export interface Route {
  readonly matches?: EventMatcher;
  readonly path: string;
}

/** Compiles the rules of a subscription. The error names the rule whose CEL is wrong. */
export function compileSubscription(
  spec: SubscriptionSpec,
  type: Subscription['type'],
): { readonly subscription: Subscription } | { readonly error: string } {
  const routes: Route[] = [];
  for (const { match, path } of spec.rules) {
    if (match === undefined) {
      routes.push({ path });
      continue;
    }
    const compiled = compileMatch(match);
    if ('error' in compiled)
      return { error: `invalid CEL \`${match}\` for topic ${spec.topic}: ${compiled.error}` };
    routes.push({ matches: compiled.match, path });
  }
  return {
    subscription: {
      spec,
      type,
      routes,
      rawPayload: /^(?:1|t|true)$/i.test(spec.metadata.rawPayload ?? ''),
    },
  };
}

/**
 * The path of the first rule that is true for the event, undefined where none is. Throws where a rule cannot be
 * evaluated; later rules are not tried then.
 */
export function findRoute(subscription: Subscription, event: unknown): string | undefined {
  return subscription.routes.find(({ matches }) => matches === undefined || matches(event))?.path;
}
