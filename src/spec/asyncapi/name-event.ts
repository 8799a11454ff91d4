import { kebab } from './service-name.ts';

const eventName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*){2}(\.v([2-9]|[1-9][0-9]+))?$/;

/** What a message is called elsewhere. */
export interface ForeignMessage {
  readonly message: string;
  readonly address: string;
  /** CloudEvents type, where it has one. */
  readonly type?: string;
}

/**
 * A name of the form `<domain>.<entity>.<action>` for a message: what it is called already, if that has the form, else
 * the words of its name: the last is the action, those before the entity. `taken` tells names that are no longer free.
 */
export function nameEvent(
  { message, address, type }: ForeignMessage,
  domain: string,
  taken: ReadonlySet<string>,
): string {
  for (const name of [type, message, address]) {
    if (name !== undefined && eventName.test(name) && name.startsWith(`${domain}.`) && !taken.has(name))
      return name;
  }
  const words = kebab(message.replace(/(message|event|payload)$/i, '') || message).split('-');
  const addressWords = kebab(address).split('-');
  const action = words.length > 1 ? words.pop() : undefined;
  const entity = withoutPrefix(words, domain.split('-'));
  const candidates = [
    `${domain}.${entity.join('-')}.${action ?? 'sent'}`,
    `${domain}.${[...entity, ...addressWords].join('-')}.${action ?? 'sent'}`,
  ].filter((name) => eventName.test(name));
  const free = candidates.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  const base = candidates[0] ?? `${domain}.message.sent`;
  for (let major = 1; ; major++) {
    const [first, second, third] = base.split('.');
    const name = major === 1 ? base : `${first}.${second}-${major}.${third}`;
    if (!taken.has(name)) return name;
  }
}

function withoutPrefix(words: readonly string[], prefix: readonly string[]): readonly string[] {
  const starts = prefix.length < words.length && prefix.every((word, index) => words[index] === word);
  return starts ? words.slice(prefix.length) : words;
}
