import type { Place } from '../../diagnostics/diagnostic.ts';
import { areDisjoint } from './are-disjoint.ts';
import type { ComparisonOptions } from './change.ts';
import { compareNotes } from './compare-notes.ts';
import { compareType } from './compare-type.ts';
import { compareTypes } from './compare-types.ts';
import type { Comparison, Found, Here, Outcome } from './comparison.ts';
import { finding } from './finding.ts';
import { type Node, nodeFactory, type Schemas } from './node.ts';
import { sameSchemas } from './same-schemas.ts';
import type { JsonType } from './shape.ts';
import { shapeReader } from './shape-of.ts';
import { worstVerdicts } from './verdict.ts';

/** The same difference in the same schemas is told at no more places of the data than this. */
const mostPaths = 4;

/** A comparison that is started from outside: what was found while something else was open is forgotten. */
export interface RootComparison extends Comparison {
  compareRoot(a: Node, b: Node, here: Here): Outcome;
}

/** Makes what the parts of the comparison call each other through, with its memory. */
export function createComparison(old: Schemas, now: Schemas, options: ComparisonOptions): RootComparison {
  const nodes = nodeFactory();
  const shapeOf = shapeReader(nodes);
  const areSame = sameSchemas(old, now);
  const known = new Map<string, Outcome>();
  /** Pairs that are being compared: how many others are around them, and how many steps into the data were made. */
  const open = new Map<string, { readonly depth: number; readonly steps: number }>();
  let steps = 0;
  /** The outermost open pair that was met again since; what was found under it holds only together with it. */
  let leaned = Number.POSITIVE_INFINITY;
  /** Outcomes that lean on a pair that is still open: forgotten when the root is done. */
  const passing = new Map<string, Outcome>();

  const remembered = (key: string, here: Here, make: () => readonly Found[]): Outcome => {
    const ready = known.get(key);
    if (ready !== undefined) return ready;
    const leaning = passing.get(key);
    if (leaning !== undefined) {
      leaned = 0;
      return leaning;
    }
    const above = open.get(key);
    if (above !== undefined) {
      leaned = Math.min(leaned, above.depth);
      // That they are alike may be assumed of smaller data alone.
      return above.steps < steps ? unchanged : undecided(here);
    }
    const outer = leaned;
    leaned = Number.POSITIVE_INFINITY;
    open.set(key, { depth: open.size, steps });
    const found = fewerPaths(make());
    const outcome: Outcome = { found, strict: worstVerdicts(found.map((each) => each.strict)) };
    open.delete(key);
    if (leaned >= open.size) {
      known.set(key, outcome);
      leaned = outer;
    } else {
      passing.set(key, outcome);
      leaned = Math.min(outer, leaned);
    }
    return outcome;
  };

  const compare = (a: Node, b: Node, here: Here): Outcome => {
    if (areSame(a, b)) return unchanged;
    steps++;
    const outcome = remembered(`*|${a.key}|${b.key}`, here, () => [
      ...compareNotes(a, b, here),
      ...compareTypes(a, b, here, comparison),
    ]);
    steps--;
    return outcome;
  };

  const compareAs = (type: JsonType, a: Node, b: Node, here: Here): Outcome => {
    if (areSame(a, b)) return unchanged;
    return remembered(`${type}|${a.key}|${b.key}`, here, () => compareType(type, a, b, here, comparison));
  };

  const comparison: RootComparison = {
    nodes,
    options,
    shapeOf,
    areSame,
    compare,
    compareAs,
    areDisjoint: (type, a, b) => areDisjoint(type, a, b, comparison),
    compareRoot: (a, b, here) => {
      const outcome = compare(a, b, here);
      passing.clear();
      leaned = Number.POSITIVE_INFINITY;
      return outcome;
    },
  };
  return comparison;
}

const unchanged: Outcome = { found: [], strict: worstVerdicts([]) };

function undecided(here: Here): Outcome {
  const found = [finding('condition-changed', here, { text: 'the schema holds itself in another way' })];
  return { found, strict: worstVerdicts(found.map((each) => each.strict)) };
}

/** Shared schemas repeat their differences wherever they are used: the first places stand for all. */
export function fewerPaths(found: readonly Found[]): Found[] {
  const counts = new Map<string, number>();
  return found.filter((each) => {
    const key = [each.kind, placeKey(each.before), placeKey(each.after), each.text].join('\0');
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= mostPaths;
  });
}

function placeKey({ file, path }: Place): string {
  return `${file}#${path.join('/')}`;
}
