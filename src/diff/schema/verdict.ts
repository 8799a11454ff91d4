/**
 * What a change means for one direction. `risky`: it cannot be decided, or hurts only some; `documentation`: it
 * accepts and refuses what was accepted and refused before.
 */
export type Verdict = 'compatible' | 'risky' | 'breaking' | 'documentation';

/**
 * `backward`: the new schema reads what was written with the old one; `forward`: the old schema reads what is written
 * with the new one.
 */
export interface Verdicts {
  readonly backward: Verdict;
  readonly forward: Verdict;
}

const rank: { readonly [verdict in Verdict]: number } = {
  documentation: 0,
  compatible: 1,
  risky: 2,
  breaking: 3,
};

/** The worse of two verdicts. */
function worseVerdict(a: Verdict, b: Verdict): Verdict {
  return rank[a] >= rank[b] ? a : b;
}

/** The worse verdict in each direction; of none: documentation. */
export function worstVerdicts(all: readonly Verdicts[]): Verdicts {
  return all.reduce(
    (worst, each) => ({
      backward: worseVerdict(worst.backward, each.backward),
      forward: worseVerdict(worst.forward, each.forward),
    }),
    { backward: 'documentation', forward: 'documentation' },
  );
}

/** Whether a verdict lets everybody go on. */
export function isHarmless(verdict: Verdict): boolean {
  return verdict === 'compatible' || verdict === 'documentation';
}

/** The verdicts with old and new swapped. */
export function mirrored({ backward, forward }: Verdicts): Verdicts {
  return { backward: forward, forward: backward };
}
