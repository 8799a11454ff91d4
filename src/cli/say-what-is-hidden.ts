import { join, relative } from 'node:path';
import { plural } from '../diagnostics/format/located.ts';
import { printable } from '../diagnostics/format/paint.ts';
import type { FaultySide } from '../diff/diff-report.ts';
import { hiddenBy } from '../diff/format/diff-text.ts';
import type { Io } from './io.ts';
import type { ComparedDesigns, ReadSide } from './load-sides.ts';
import { textsOf } from './report.ts';

/**
 * Says on stderr which sides have errors, with the first of each, and that what these hide is not compared.
 * @param cwd where paths are shown from
 */
export function sayWhatIsHidden(compared: ComparedDesigns, cwd: string, io: Io): readonly FaultySide[] {
  return (['old', 'new'] as const).flatMap((which) => {
    const errors = sayErrors(compared[which], cwd, io);
    return errors === 0 ? [] : [{ design: which, errors }];
  });
}

function sayErrors({ side, design }: ReadSide, cwd: string, io: Io): number {
  const errors = design.diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return 0;
  const { line, column } = textsOf(design, side.files).locate(first.at);
  const place = `${relative(cwd, join(side.shownAt, first.at.file))}:${line}:${column}`;
  io.stderr.write(
    `eda: ${printable(side.name)} has ${plural(errors.length, 'error')}: ${hiddenBy(errors.length)}\n     ${printable(`${place}  ${first.message}`)}\n`,
  );
  return errors.length;
}
