/**
 * Paths that a sidecar delivers to: the declarative subscription names them, the generated service serves them.
 * Both sides must take them from here.
 */

/**
 * Path for what a service takes from a topic, by the topic's name in the spec: `/events/todos.task.created`. It is
 * the same in every environment, whatever the address there. Different topics have different paths.
 */
export function subscriptionRoute(topic: string): string {
  return `/events/${escapeSegment(topic)}`;
}

/**
 * Path for the service's own dead letters: broker by its name in the spec, topic as on the broker. It has one
 * segment more than a subscription's, so the two never meet.
 */
export function deadLetterRoute(broker: string, address: string): string {
  return `/events/dead-letters/${escapeSegment(broker)}/${escapeSegment(address)}`;
}

/**
 * One path segment that no proxy or sidecar decodes or normalises: bytes that are not unreserved become `~` and two
 * hexadecimal digits. A percent sign would be decoded on the way by some and not by others.
 */
function escapeSegment(text: string): string {
  // Names nearly always stand for themselves, and every route of every service asks.
  if (/^[A-Za-z0-9._-]*[A-Za-z0-9_-]$/.test(text)) return text;
  const escaped = [...new TextEncoder().encode(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9._-]/.test(character) ? character : `~${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
  // `.` and `..` are steps in a path.
  return /^\.{1,2}$/.test(escaped) ? escaped.replaceAll('.', '~2e') : escaped;
}
