import type { Broker } from './broker.ts';
import type { BrokerBehaviour } from './broker-behaviour.ts';
import type { NewMessage } from './message.ts';
import { timeToLiveMs } from './publish-metadata.ts';
import type { ResiliencyPolicies } from './resiliency-policies.ts';
import { type Attempt, runPolicy } from './run-policy.ts';
import { identifyMessage, type SidecarEvent } from './sidecar-event.ts';
import type { TopicScopes } from './topic-scopes.ts';

/** A pub/sub component as one app sees it. */
export interface PubsubComponent {
  readonly name: string;
  readonly type: string;
  readonly version: string;
  readonly behaviour: BrokerBehaviour;
  readonly scopes: TopicScopes;
  /** The name under which the broker keeps its topics: components of one address share it. */
  readonly brokerName: string;
  /** Consumer group of this app. */
  readonly group: string;
}

export interface Publisher {
  /** Publishes for the app, under its rights and the component's outbound policy. */
  publish(
    component: PubsubComponent,
    topic: string,
    data: Buffer,
    metadata: Readonly<Record<string, string>>,
  ): Promise<PublishResult>;
}

export type PublishResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly forbidden: boolean; readonly error: string };

export interface PublisherOptions {
  readonly appId: string;
  readonly broker: Broker;
  readonly policies: ResiliencyPolicies;
  readonly stop: AbortSignal;
  readonly emit?: (event: SidecarEvent) => void;
}

/** Messages up to here are told with what they say, for people who look at a flow. In bytes. */
const mostText = 4096;

/** The door through which the API and the dead letters of an app go to the broker. */
export function createPublisher({ appId, broker, policies, stop, emit }: PublisherOptions): Publisher {
  return {
    async publish(component, topic, data, metadata) {
      if (!component.scopes.mayPublish(appId, topic)) {
        return { ok: false, forbidden: true, error: `topic ${topic} is not allowed for app id ${appId}` };
      }
      const startedAt = Date.now();
      const message = toMessage(component, data, metadata, startedAt);
      const { outcome } = await runPolicy(policies.outbound(component.name), {
        stop,
        attempt: async (): Promise<Attempt<true>> => {
          try {
            await broker.publish(component.brokerName, topic, message);
            return { done: true, value: true };
          } catch (error) {
            return { done: false, error: error instanceof Error ? error.message : String(error) };
          }
        },
      });
      if (!outcome.done) return { ok: false, forbidden: false, error: outcome.error };
      emit?.({
        kind: 'published',
        at: Date.now(),
        pubsub: component.name,
        topic,
        app: appId,
        ...identifyMessage(data),
        ...(data.length <= mostText ? { text: data.toString('utf8') } : {}),
        attempt: 0,
        ms: Date.now() - startedAt,
      });
      return { ok: true };
    },
  };
}

function toMessage(
  component: PubsubComponent,
  data: Buffer,
  metadata: Readonly<Record<string, string>>,
  now: number,
): NewMessage {
  const ttl = component.behaviour.nativeTtl ? timeToLiveMs(metadata) : undefined;
  return { data, metadata, ...(ttl === undefined ? {} : { expiresAt: now + ttl }) };
}
