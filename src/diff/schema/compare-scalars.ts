import { formats } from '../../model/formats.ts';
import { isMultipleOf } from '../../runtime/typescript/checks.ts';
import type { Found, Here } from './comparison.ts';
import { describeLimit } from './describe.ts';
import { finding } from './finding.ts';
import { relatePatterns } from './relate-patterns.ts';
import type { Bound, NumberShape, StringShape } from './shape.ts';

/** What differs between two schemas of texts. */
export function compareStrings(a: StringShape, b: StringShape, here: Here): Found[] {
  const found = [
    ...compareLeast('minLength', a.minLength, b.minLength, here),
    ...compareMost('maxLength', a.maxLength, b.maxLength, here),
    ...comparePatterns(a.patterns, b.patterns, here),
    ...compareFormats(a.formats, b.formats, here),
  ];
  for (const keyword of ['contentEncoding', 'contentMediaType'] as const) {
    if (a[keyword] === b[keyword]) continue;
    const [old, now] = [a[keyword] ?? 'none', b[keyword] ?? 'none'];
    found.push(finding('content-changed', here, { text: `${keyword} ${old} → ${now}`, old, new: now }));
  }
  return found;
}

/** What differs between two schemas of numbers, whole numbers or not included. */
export function compareNumbers(a: NumberShape, b: NumberShape, here: Here): Found[] {
  const found: Found[] = [];
  if (a.integer !== b.integer) {
    const [old, now] = a.integer ? ['integer', 'number'] : ['number', 'integer'];
    const kind = a.integer ? 'type-widened' : 'type-narrowed';
    found.push(finding(kind, here, { text: `type ${old} → ${now}`, old, new: now }));
  }
  return [
    ...found,
    ...compareBounds('minimum', 'exclusiveMinimum', a.lower, b.lower, 1, here),
    ...compareBounds('maximum', 'exclusiveMaximum', a.upper, b.upper, -1, here),
    ...compareMultiples(a, b, here),
    ...compareFormats(a.formats, b.formats, here),
  ];
}

/** `min…` keywords: 0 is none. */
export function compareLeast(keyword: string, a: number, b: number, here: Here): Found[] {
  return compareLimit(keyword, a, b, b > a, here, (limit) => (limit === 0 ? 'none' : String(limit)));
}

/** `max…` keywords: infinity is none. */
export function compareMost(keyword: string, a: number, b: number, here: Here): Found[] {
  return compareLimit(keyword, a, b, b < a, here, describeLimit);
}

function compareLimit(
  keyword: string,
  a: number,
  b: number,
  tighter: boolean,
  here: Here,
  word: (limit: number) => string,
): Found[] {
  if (a === b) return [];
  const [old, now] = [word(a), word(b)];
  const looser = keyword === 'maxLength' ? 'max-length-raised' : 'limit-loosened';
  return [
    finding(tighter ? 'limit-tightened' : looser, here, {
      text: `${keyword} ${old} → ${now}`,
      old,
      new: now,
    }),
  ];
}

function compareBounds(
  inclusive: string,
  exclusive: string,
  a: Bound,
  b: Bound,
  direction: 1 | -1,
  here: Here,
): Found[] {
  if (a.value === b.value && a.exclusive === b.exclusive) return [];
  const tighter = a.value === b.value ? b.exclusive : (b.value - a.value) * direction > 0;
  const keyword = (bound: Bound): string => (bound.exclusive ? exclusive : inclusive);
  const [old, now] = [describeLimit(a.value), describeLimit(b.value)];
  const bounded = [a, b].find(({ value }) => Number.isFinite(value)) ?? a;
  const text =
    a.exclusive === b.exclusive || old === 'none' || now === 'none'
      ? `${keyword(old === 'none' ? b : now === 'none' ? a : bounded)} ${old} → ${now}`
      : `${keyword(a)} ${old} → ${keyword(b)} ${now}`;
  return [finding(tighter ? 'limit-tightened' : 'limit-loosened', here, { text, old, new: now })];
}

function compareMultiples(a: NumberShape, b: NumberShape, here: Here): Found[] {
  const [old, now] = [a, b].map(({ multiples }) => multiples.join(' and ') || 'none');
  if (old === undefined || now === undefined || old === now) return [];
  const narrower = hasSteps(b, a.multiples);
  const wider = hasSteps(a, b.multiples);
  // Whole numbers have the step 1, so that both may say the same in other words.
  if (narrower && wider) return [];
  const kind = narrower ? 'multiple-narrowed' : wider ? 'multiple-widened' : 'multiple-changed';
  return [finding(kind, here, { text: `multipleOf ${old} → ${now}`, old, new: now })];
}

/** Whether all that a shape allows lies on the steps. */
function hasSteps(shape: NumberShape, steps: readonly number[]): boolean {
  const own = shape.integer ? [...shape.multiples, 1] : shape.multiples;
  return steps.every((step) => own.some((larger) => isMultipleOf(larger, step)));
}

function comparePatterns(a: readonly string[], b: readonly string[], here: Here): Found[] {
  const removed = a.filter((pattern) => !b.includes(pattern));
  const added = b.filter((pattern) => !a.includes(pattern));
  const [old, now] = [removed[0], added[0]];
  if (removed.length === 1 && added.length === 1 && old !== undefined && now !== undefined) {
    return [changedPattern(old, now, here)];
  }
  return [
    ...removed.map((pattern) =>
      finding('pattern-removed', here, { text: `pattern ${pattern} removed`, old: pattern }),
    ),
    ...added.map((pattern) =>
      finding('pattern-added', here, { text: `pattern ${pattern} added`, new: pattern }),
    ),
  ];
}

function changedPattern(old: string, now: string, here: Here): Found {
  const details = { text: `pattern ${old} → ${now}`, old, new: now };
  const { backward, forward } = relatePatterns(old, now);
  if (backward === 'compatible' && forward === 'compatible')
    return finding('pattern-rewritten', here, details);
  if (backward === 'compatible' && forward === 'breaking') return finding('pattern-widened', here, details);
  if (backward === 'breaking' && forward === 'compatible') return finding('pattern-narrowed', here, details);
  return finding('pattern-changed', here, { ...details, strict: { backward, forward } });
}

/** Every value of the first has the second. */
const widenings: readonly (readonly [string, string])[] = [
  ['int32', 'int64'],
  ['float', 'double'],
  ['uri', 'uri-reference'],
];

function compareFormats(a: readonly string[], b: readonly string[], here: Here): Found[] {
  const removed = a.filter((format) => !b.includes(format));
  const added = b.filter((format) => !a.includes(format));
  const [old, now] = [removed[0], added[0]];
  if (removed.length === 1 && added.length === 1 && old !== undefined && now !== undefined) {
    const is = (from: string, to: string): boolean =>
      widenings.some(([less, more]) => less === from && more === to);
    const kind = is(old, now) ? 'format-widened' : is(now, old) ? 'format-narrowed' : 'format-changed';
    return [finding(kind, here, { text: `format ${old} → ${now}`, old, new: now })];
  }
  return [
    ...removed.map((format) =>
      finding(formats.has(format) ? 'format-removed' : 'format-forgotten', here, {
        text: `format ${format} removed`,
        old: format,
      }),
    ),
    ...added.map((format) =>
      finding(formats.has(format) ? 'format-added' : 'format-noted', here, {
        text: `format ${format} added`,
        new: format,
      }),
    ),
  ];
}
