import type { ConsumerProfile, PumpPolicy } from '../../delivery/delivery-settings.ts';
import type { Broker } from '../../model/architecture.ts';

/** A Dapr component as the design asks for it, before it is written in the words of its type. */
export interface PubSubComponent {
  readonly name: string;
  readonly broker: Broker;
  readonly profile: ConsumerProfile;
  /** Why it exists beside the broker's own. */
  readonly purpose?: string;
  /** App → topics that it may publish, as on the broker. Its keys are the apps that see the component. */
  readonly publishing: ReadonlyMap<string, ReadonlySet<string>>;
  readonly subscribing: ReadonlyMap<string, ReadonlySet<string>>;
  /** App → how its sidecar treats failures here. */
  readonly policies: ReadonlyMap<string, PumpPolicy>;
  /** Longest retention of the broker's topics, in ms. */
  readonly retention: number | 'forever';
  /** Whether any of the broker's topics is ordered. */
  readonly ordersTopics: boolean;
  /** The dead-letter topic that is taken through it, where it takes one alone. */
  readonly deadLetter?: string;
  /** The one service that takes through it, where it is one's own: as the broker knows it, and how often it runs. */
  readonly consumer?: { readonly name: string; readonly replicas: number };
}
