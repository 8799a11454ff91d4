import type { Architecture } from './architecture.ts';

const memories = new WeakMap<Architecture, WeakMap<object, Map<string, unknown>>>();

/**
 * Keeps what `remembered` finds out of a design from now on. Generators ask the same questions again and again; rules
 * ask once, and remembering would only cost memory there.
 */
export function rememberAnswers(architecture: Architecture): void {
  if (!memories.has(architecture)) memories.set(architecture, new WeakMap());
}

/**
 * The answer that is known, else a new one. `subject` is a part of the design, and a design never changes; `question`
 * tells apart what is asked of one subject. `undefined` is never kept.
 */
export function remembered<T>(
  architecture: Architecture,
  subject: object,
  question: string,
  decide: () => T,
): T {
  const memory = memories.get(architecture);
  if (memory === undefined) return decide();
  let answers = memory.get(subject);
  if (answers === undefined) {
    answers = new Map();
    memory.set(subject, answers);
  }
  const known = answers.get(question);
  if (known !== undefined) return known as T;
  const answer = decide();
  answers.set(question, answer);
  return answer;
}
