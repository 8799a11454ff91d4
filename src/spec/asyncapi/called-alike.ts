import type { Message } from './document.ts';

type Called = Pick<Message, 'key' | 'name'>;

/** Whether two messages of one address are called alike, by key or by name: they become one event. */
export function isCalledAlike(one: Called, other: Called): boolean {
  const names = [other.key, other.name];
  return names.includes(one.key) || (one.name !== undefined && names.includes(one.name));
}
