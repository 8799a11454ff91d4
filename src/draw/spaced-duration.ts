import { durationText } from '../model/duration-text.ts';

/** Milliseconds in the words of the spec, spaced for people: `30 s`, `500 ms`; the largest unit that says it exactly. */
export function spacedDuration(milliseconds: number): string {
  return durationText(milliseconds).replace(/[a-z]+$/, ' $&');
}
