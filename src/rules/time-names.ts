import { wordsOf } from '../model/names.ts';
import { isPastParticiple } from './english/verb-forms.ts';

/** What the value of a field of this name is: a moment, a day, one of the two or a time of day; undefined: no time. */
export function timeMeant(name: string): 'date-time' | 'date' | 'either' | undefined {
  // Most names are passed over with one look.
  if (!/(?:at|on|time|stamp|date|day)$/i.test(name)) return undefined;
  const words = wordsOf(name).map((word) => word.toLowerCase());
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (last === 'timestamp' || last === 'datetime') return 'date-time';
  if (last === 'stamp' && before === 'time') return 'date-time';
  if (last === 'at' && isMoment(before)) return 'date-time';
  if (last === 'on' && isPastParticiple(before) && !notInTime.has(before)) return 'either';
  if (last === 'birthday' || last === 'birthdate') return 'date';
  if (last === 'date')
    return before === 'birth' || before === 'value' || before === 'booking' ? 'date' : 'either';
  if (last === 'time' && before === 'date') return 'date-time';
  if (last === 'time' && (timesOf.has(before) || isPastParticiple(before))) return 'either';
  return undefined;
}

function isMoment(before: string): boolean {
  return !notInTime.has(before) && (isPastParticiple(before) || timesOf.has(before));
}

/** What stands before `at` or `on` and means a place or a ground. */
const notInTime = new Set(['based', 'located', 'focused', 'hosted', 'built', 'relied', 'made']);

/** What a moment is of: `startTime`, `expiresAt`; `responseTime` and `leadTime` are spans. */
const timesOf: ReadonlySet<string> = new Set(
  (
    'start starts begin begins end ends event create creation update modification arrival departure due expiry expires ' +
    'expiration delivery pickup order publish published occurrence transaction booking valid effective sunset renews'
  ).split(' '),
);
