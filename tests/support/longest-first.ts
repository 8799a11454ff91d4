import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes, where most take moments: systems that run, are killed and counted, pages that are played. */
const long = [
  /\/tests\/docs\/played/,
  /\/tests\/prove\//,
  /\/tests\/orders\//,
  /\/tests\/todo\//,
  /\/tests\/docs\//,
];

/** Begins with the files that take longest: begun last, one of them would keep one worker busy while the other has nothing to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = long.findIndex((pattern) => pattern.test(moduleId));
      return at === -1 ? long.length : at;
    };
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
