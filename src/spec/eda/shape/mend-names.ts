/** `Order Placed`, `orderPlaced`, `order_placed` → `order-placed`; empty where nothing of it can stay. */
export function kebab(name: string): string {
  return wordsOf(name)
    .join('-')
    .replace(/^[0-9-]+/, '');
}

/** `money-amount` → `MoneyAmount`; empty where nothing of it can stay. */
export function pascal(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replace(/^[0-9]+/, '');
}

/** `get-account` → `getAccount`; empty where nothing of it can stay. */
export function camel(name: string): string {
  const joined = pascal(name);
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** The event name that is meant by one in another case or with other separators; undefined where parts are missing. */
export function mendEventName(name: string): string | undefined {
  const separated = name.includes('.') ? name : name.replaceAll(/[/:]/g, '.');
  const parts = separated.split('.');
  const last = parts.at(-1) ?? '';
  const suffix = parts.length === 4 && /^v([2-9]|[1-9][0-9]+)$/i.test(last) ? `.${last.toLowerCase()}` : '';
  const own = suffix === '' ? parts : parts.slice(0, 3);
  const mended = own.map(kebab);
  return mended.length === 3 && mended.every((part) => part !== '') ? mended.join('.') + suffix : undefined;
}

/** Whether a mended name is worth proposing: there is something of it, it differs, and it is short enough to read. */
export function isNewName(mended: string, name: string): boolean {
  return mended !== '' && mended !== name && mended.length <= 80;
}

/** `v1.2` → `1.2.0`; undefined where it is no version at all. */
export function mendSemver(version: string): string | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?$/i.exec(version.trim());
  if (match === null) return undefined;
  return [match[1], match[2], match[3]].map((part) => Number(part ?? 0)).join('.');
}

/** `30 seconds`, `PT5M`, `1.5h`, `30` → a duration; undefined where it is none. Texts without unit are seconds. */
export function mendDuration(text: string): string | undefined {
  const match = /^(?:pt(?=.*[hms]$)|p(?=.*d$))?\s*(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const amount = Number(match?.[1]);
  const unit = unitOf(match?.[2] ?? '');
  if (match === null || unit === undefined || !Number.isFinite(amount)) return undefined;
  if (Number.isInteger(amount)) return `${amount}${unit}`;
  const finer = finerUnits[unit];
  const finerAmount = finer === undefined ? Number.NaN : amount * finer.per;
  return finer !== undefined && Number.isInteger(finerAmount) ? `${finerAmount}${finer.unit}` : undefined;
}

const finerUnits: Readonly<Record<string, { readonly per: number; readonly unit: string }>> = {
  s: { per: 1000, unit: 'ms' },
  m: { per: 60, unit: 's' },
  h: { per: 60, unit: 'm' },
  d: { per: 24, unit: 'h' },
};

function unitOf(word: string): string | undefined {
  const text = word.toLowerCase();
  if (text === '') return 's';
  if (/^(ms|millis|milliseconds?|msecs?)$/.test(text)) return 'ms';
  if (/^(s|secs?|seconds?)$/.test(text)) return 's';
  if (/^(m|mins?|minutes?)$/.test(text)) return 'm';
  if (/^(h|hrs?|hours?)$/.test(text)) return 'h';
  if (/^(d|days?)$/.test(text)) return 'd';
  return undefined;
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
