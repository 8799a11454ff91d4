import type { Broker, BrokerType } from '../model/architecture.ts';
import { factsOf, type NameFacts, type TopicNames } from './broker-facts.ts';

/** What is wrong with a name on a broker. */
export interface NameProblem {
  readonly kind: 'characters' | 'length' | 'cut' | 'reserved';
  /** Goes behind the name: "has ' ', which Kafka does not take". */
  readonly message: string;
  readonly help: string;
}

/** Whether names of the broker get a suffix. */
export type OwnKeys = Pick<Broker, 'own'>;

/** A text that Dapr's lists of topics (`a=b,c;d=e`) could not hold. */
const unlistable = /[\s,;={}]/;

/** The problems of a topic's name as it stands in the design, the address of a dead-letter topic alike. */
export function topicNameProblems(type: BrokerType, address: string, { own }: OwnKeys): NameProblem[] {
  const { title, topic } = factsOf(type);
  const stray = unlistable.exec(address)?.[0];
  if (stray !== undefined) {
    return [
      {
        kind: 'characters',
        message: `has ${showCharacter(stray)}, which Dapr's lists of topics cannot hold`,
        help: 'use no white space and none of , ; = { } in the name of a topic',
      },
    ];
  }
  return nameProblems(title, topic, address, own);
}

/** What a broker keeps such a name for: "Kafka keeps names with `__` in front for itself"; undefined: nothing. */
export function reservedNameOf(type: BrokerType, address: string, { own }: OwnKeys): string | undefined {
  const { title, topic } = factsOf(type);
  const seen = nameOnBroker(topic, address, own);
  const text = topic.reserved?.find(({ pattern }) => patternOf(pattern).test(seen))?.text;
  return text === undefined ? undefined : `${title} keeps ${text} for itself`;
}

/** The problems of a consumer group, and of what the Dapr component makes of group and topic. */
export function groupNameProblems(
  type: BrokerType,
  group: string,
  address: string | undefined,
  { own }: OwnKeys,
): (NameProblem & { readonly name: string; readonly what: string })[] {
  const { title, group: names, subscription } = factsOf(type);
  const found =
    names === undefined
      ? []
      : nameProblems(title, names, group, own).map((problem) => ({
          ...problem,
          name: group,
          what: names.what,
        }));
  if (subscription === undefined || address === undefined) return found;
  const name = subscription.name.replace('{group}', group).replace('{topic}', address);
  return [
    ...found,
    ...nameProblems(title, subscription, name, own).map((problem) => ({
      ...problem,
      name,
      what: subscription.what,
    })),
  ];
}

/** What the broker takes for the name of the topic: two topics with the same one are one. */
export function topicIdentity(type: BrokerType, address: string, { own }: OwnKeys): string {
  const { topic } = factsOf(type);
  const seen = nameOnBroker(topic, address, own);
  return identities[topic.same](seen);
}

/** What the Dapr component makes of a topic's name before it asks the broker for it. */
export function topicOnBroker(type: BrokerType, address: string, { own }: OwnKeys): string {
  return nameOnBroker(factsOf(type).topic, address, own);
}

/** What it makes of a consumer group. */
export function groupOnBroker(type: BrokerType, group: string, { own }: OwnKeys): string {
  const { group: names } = factsOf(type);
  return names === undefined ? group : nameOnBroker(names, group, own);
}

/** The name that reaches the broker, once the Dapr component is done with it. */
function nameOnBroker(names: NameFacts, name: string, own: Broker['own']): string {
  const kept = keptName(names, name, own);
  if (names.cutsTo === undefined || kept.length <= names.cutsTo) return kept;
  const suffix = suffixOf(names, own);
  return kept.slice(0, names.cutsTo - suffix.length) + suffix;
}

/** The name without what the component deletes, and with its suffix. */
function keptName(names: NameFacts, name: string, own: Broker['own']): string {
  const suffix = suffixOf(names, own);
  const bare = withoutSuffix(name, suffix);
  const kept = names.deletes === undefined ? bare : bare.replace(new RegExp(names.deletes, 'gu'), '');
  return kept === '' ? '' : kept + suffix;
}

function withoutSuffix(name: string, suffix: string): string {
  return suffix !== '' && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

function suffixOf({ fifoSuffix }: NameFacts, own: Broker['own']): string {
  return fifoSuffix !== undefined && own.fifo === true ? fifoSuffix : '';
}

const identities: { readonly [same in TopicNames['same']]: (name: string) => string } = {
  exactly: (name) => name,
  'without-case': (name) => name.toLowerCase(),
  'dots-as-underscores': (name) => name.replaceAll('.', '_'),
};

function nameProblems(title: string, names: NameFacts, name: string, own: Broker['own']): NameProblem[] {
  const kept = keptName(names, name, own);
  const problems: NameProblem[] = [];
  const characters = characterProblem(title, names, withoutSuffix(kept, suffixOf(names, own)), name);
  if (characters !== undefined) problems.push(characters);
  const reserved = (names.reserved ?? []).find(({ pattern }) => patternOf(pattern).test(kept));
  if (reserved !== undefined) {
    problems.push({
      kind: 'reserved',
      message: `cannot be used: ${title} keeps ${reserved.text} for itself`,
      help: 'give it another name, at the topic: `address`',
    });
  }
  const length = names.unit === 'bytes' ? Buffer.byteLength(kept) : kept.length;
  const unit = names.unit ?? 'characters';
  if (names.cutsTo !== undefined && length > names.cutsTo) {
    problems.push({
      kind: 'cut',
      message: `has ${length} ${unit}; Dapr cuts it to ${names.cutsTo} for ${title}, and what begins alike becomes one`,
      help: 'shorten it',
    });
  } else if (names.maxLength !== undefined && length > names.maxLength) {
    problems.push({
      kind: 'length',
      message: `has ${length} ${unit}; ${title} takes at most ${names.maxLength}`,
      help: 'shorten it',
    });
  } else if (names.minLength !== undefined && length < names.minLength) {
    problems.push({
      kind: 'length',
      message: `has ${length} ${unit}; ${title} takes no less than ${names.minLength}`,
      help: 'make it longer',
    });
  }
  return problems;
}

function characterProblem(
  title: string,
  names: NameFacts,
  seen: string,
  written: string,
): NameProblem | undefined {
  if (seen === '') {
    return {
      kind: 'characters',
      message: `has no character that ${title} takes`,
      help: takes(title, names.legalText),
    };
  }
  const odd = names.legal === undefined ? undefined : patternOf(`[^${names.legal}]`).exec(seen)?.[0];
  if (odd !== undefined) {
    return {
      kind: 'characters',
      message: `has ${showCharacter(odd)}, which ${title} does not take`,
      help: takes(title, names.legalText),
    };
  }
  const illegal = names.illegal === undefined ? undefined : patternOf(names.illegal).exec(written)?.[0];
  if (illegal !== undefined) {
    return {
      kind: 'characters',
      message: `has ${showCharacter(illegal)} where ${title} does not take it`,
      help: takes(title, names.illegalText ?? names.legalText),
    };
  }
  for (const [ends, text] of [
    [names.first === undefined ? undefined : `^[^${names.first}]`, names.firstText],
    [names.last === undefined ? undefined : `[^${names.last}]$`, names.lastText],
  ] as const) {
    const end = ends === undefined ? undefined : patternOf(ends).exec(seen)?.[0];
    if (end !== undefined) {
      return {
        kind: 'characters',
        message: `has ${showCharacter(end)} where ${title} wants ${text}`,
        help: takes(title, names.legalText),
      };
    }
  }
  return undefined;
}

function takes(title: string, text: string | undefined): string {
  return `${title} takes ${text ?? 'other names'}`;
}

function showCharacter(character: string): string {
  if (character === ' ') return 'a space';
  if (/^[\s\p{Cc}]+$/u.test(character)) return 'white space or a control character';
  return `'${character}'`;
}

const patterns = new Map<string, RegExp>();

/** A pattern of the facts; there are few of them. */
function patternOf(pattern: string): RegExp {
  let known = patterns.get(pattern);
  if (known === undefined) {
    known = new RegExp(pattern, 'u');
    patterns.set(pattern, known);
  }
  return known;
}
