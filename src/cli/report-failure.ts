import { printable } from '../diagnostics/format/paint.ts';
import { WriteRefused } from '../write/replace-file.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';

/** Says what went wrong outside of the design: the file system's refusals in a sentence, our bugs as what they are. */
export function reportFailure(error: unknown, io: Io): number {
  if (error instanceof WriteRefused) {
    io.stderr.write(`eda: cannot write ${printable(error.path)}: ${error.reason}\n`);
    return exitCode.usage;
  }
  const refusal = describeRefusal(error);
  if (refusal !== undefined) {
    io.stderr.write(`eda: ${printable(refusal)}\n`);
    return exitCode.usage;
  }
  const detail = error instanceof Error ? error.message : String(error);
  io.stderr.write(`eda: this is a bug of eda, not of your design: ${printable(detail)}\n`);
  if (io.env.EDA_DEBUG === undefined) io.stderr.write('     EDA_DEBUG=1 shows where it happened\n');
  else if (error instanceof Error) io.stderr.write(`${error.stack ?? ''}\n`);
  return exitCode.bug;
}

const refusals: { readonly [code: string]: string } = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EEXIST: 'a folder is needed where a file stands',
  ENOTDIR: 'a folder is expected where a file stands',
  EISDIR: 'a file is expected where a folder stands',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long for the file system',
};

function describeRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const reason = Object.hasOwn(refusals, error.code) ? refusals[error.code] : undefined;
  if (reason === undefined) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : '';
  return `${path}${reason}`;
}
