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
  // Of a qualified name of a class the class.
  const own = /^([a-z0-9_]+\.)+[A-Z]\w*$/.test(message)
    ? message.slice(message.lastIndexOf('.') + 1)
    : message;
  const words = kebab(own.replace(/(message|event|payload|dto)$/i, '') || own).split('-');
  const action = words.length > 1 && /^[a-z]/.test(words.at(-1) ?? '') ? words.pop() : undefined;
  const entity = shorten(withoutPrefix(words, domain.split('-')));
  const plain = `${domain}.message.sent`;
  const candidates = [
    `${domain}.${entity}.${action ?? 'sent'}`,
    `${domain}.${shorten([entity, ...kebab(address).split('-')])}.${action ?? 'sent'}`,
    // Names without a letter that a name may have: `#`, `$`.
    plain,
  ].filter((name) => eventName.test(name));
  const isFree = (name: string): boolean => !taken.has(name) && !taken.has(tableName(name));
  const free = candidates.find(isFree);
  if (free !== undefined) return free;
  const [first = domain, second = 'message', third = 'sent'] = (candidates[0] ?? plain).split('.');
  for (let count = 2; ; count++) {
    const name = `${first}.${second}-${count}.${third}`;
    if (isFree(name)) return name;
  }
}

/** What becomes of a name in tables: two events may not become one there. */
export function tableName(name: string): string {
  return name.replace(/[.-]/g, '_').slice(0, 63);
}

/** As many words as make a name that people say, the first one at least. */
function shorten(words: readonly string[]): string {
  const kept: string[] = [];
  for (const word of words) {
    if (kept.length > 0 && kept.join('-').length + word.length >= 24) break;
    kept.push(word);
  }
  return kept.join('-').slice(0, 40);
}

function withoutPrefix(words: readonly string[], prefix: readonly string[]): readonly string[] {
  const starts = prefix.length < words.length && prefix.every((word, index) => words[index] === word);
  return starts ? words.slice(prefix.length) : words;
}
