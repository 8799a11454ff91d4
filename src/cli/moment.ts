const unitMs: { readonly [unit: string]: number } = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a time as people write it: `2h` (ago), `2026-03-01`, `2026-03-01T09:30`, with or without a zone; without one it
 * is the time of this machine. Gives it in UTC as RFC 3339, undefined where it is none.
 */
export function readMoment(text: string, now: number = Date.now()): string | undefined {
  const ago = /^(\d{1,6})\s*([smhd])$/.exec(text.trim());
  if (ago) {
    const ms = now - Number(ago[1]) * (unitMs[ago[2] ?? ''] ?? 0);
    return ms < 0 ? undefined : new Date(ms).toISOString();
  }
  const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/i.exec(
    text.trim(),
  );
  if (!written) return undefined;
  const [, day = '', clock = '00:00', zone = ''] = written;
  const date = new Date(`${day}T${clock}${zone.toUpperCase()}`);
  // Date would take the 31st of June for the 1st of July.
  if (Number.isNaN(date.getTime()) || !isDay(day)) return undefined;
  return date.toISOString();
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** A moment for people: day and time of this machine, without the day where it is today's. */
export function describeMoment(at: string | number, now: number = Date.now()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const dayOf = (of: Date) => `${of.getFullYear()}-${two(of.getMonth() + 1)}-${two(of.getDate())}`;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return dayOf(date) === dayOf(new Date(now)) ? clock : `${dayOf(date)} ${clock}`;
}
