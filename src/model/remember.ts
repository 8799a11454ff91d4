import type { Architecture } from './architecture.ts';

const memories = new WeakMap<Architecture, WeakMap<object, Map<string, unknown>>>();

/** A question about a whole design that is answered once for it, whoever asks how often. */
export function oncePerDesign<T extends object>(
  find: (architecture: Architecture) => T,
): (architecture: Architecture) => T {
  const known = new WeakMap<Architecture, T>();
  return (architecture) => {
    let found = known.get(architecture);
    if (found === undefined) {
      found = find(architecture);
      known.set(architecture, found);
    }
    return found;
  };
}

/** Texts of questions by kind and environment. */
const questions = new Map<string, Map<string, string>>();

/** A question about an environment, as a text that exists once: one that is made anew each time is hashed each time. */
export function questionOf(kind: 'settings' | 'delivery', environment: string): string {
  let texts = questions.get(kind);
  if (texts === undefined) {
    texts = new Map();
    questions.set(kind, texts);
  }
  let text = texts.get(environment);
  if (text === undefined) {
    text = `${kind} ${environment}`;
    texts.set(environment, text);
  }
  return text;
}

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
