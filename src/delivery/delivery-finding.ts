import { type Fix, onKey, type Place, placeAt, type Related } from '../diagnostics/diagnostic.ts';
import { listNames } from '../diagnostics/list-names.ts';
import type { Service, Subscription, Topic } from '../model/architecture.ts';

/** Something that a design asks for and does not get, whoever looks for it: a rule, or the check of another broker. */
export interface DeliveryFinding {
  /** Id of the rule that says so. */
  readonly rule: string;
  readonly message: string;
  readonly help: string;
  readonly at: Place;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
}

/** Gathers findings; one that is the same in several environments is one, which names them all. */
export interface FindingsByEnvironment {
  /** @param message what goes before and behind ` in <environments>`. */
  add(
    environment: string,
    finding: Omit<DeliveryFinding, 'message'> & {
      readonly message: readonly [before: string, behind: string];
    },
  ): void;
  all(): DeliveryFinding[];
}

/** An empty gathering. */
export function gatherFindings(): FindingsByEnvironment {
  const found = new Map<
    string,
    { readonly finding: DeliveryFinding; readonly parts: readonly [string, string]; environments: string[] }
  >();
  return {
    add(environment, { message, ...finding }) {
      const key = JSON.stringify([finding.rule, message, finding.at]);
      const known = found.get(key);
      if (known === undefined) {
        found.set(key, {
          finding: { ...finding, message: '' },
          parts: message,
          environments: [environment],
        });
      } else if (!known.environments.includes(environment)) known.environments.push(environment);
    },
    all: () =>
      [...found.values()].map(({ finding, parts: [before, behind], environments }) => ({
        ...finding,
        message: `${before} in ${listNames(environments)}${behind}`,
      })),
  };
}

/** The line that decided a setting, else the thing that has it. */
export function decidedAt(decided: Place | 'built-in' | undefined, otherwise: Place): Place {
  return decided === undefined || decided === 'built-in' ? otherwise : decided;
}

/** Where a topic is spoken of: its own key, or that of the first event that it carries. */
export function topicAt(topic: Topic): Place {
  return onKey(topic.at);
}

/** Where a subscription is spoken of. One that follows from something has the place of that. */
export function subscriptionAt({ at, origin }: Subscription): Place {
  return origin.kind === 'written' ? onKey(at) : placeAt(at);
}

/** Where a service is spoken of. */
export function serviceAt({ at }: Service): Place {
  return onKey(at);
}

/** A fix that takes a setting away where it is written; undefined where it is a default of the language. */
export function leaveOut(decided: Place | 'built-in' | undefined, safe: boolean): { readonly fix?: Fix } {
  if (decided === undefined || decided === 'built-in') return {};
  const key = String(decided.path.at(-1));
  return { fix: { safe, title: `leave ${key} out`, edits: [{ at: decided, remove: true }] } };
}
