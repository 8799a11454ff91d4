import { execFile } from 'node:child_process';
import { lookForProgram } from '../dev/components/find-program.ts';
import type { Check } from './machine-report.ts';

/** A program of the `PATH` with the version that it says it has. */
export async function programCheck(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  purpose: string,
  get: string,
): Promise<Check> {
  const path = lookForProgram(env, name);
  const check = { name, weight: 'useful', for: purpose, get } as const;
  if (path === undefined) return check;
  const said = await askVersion(path);
  return { ...check, found: said === undefined ? path : `${said} (${path})` };
}

/** The version in the first line of `--version`; a program that says none within five seconds has none. */
export function askVersion(path: string): Promise<string | undefined> {
  return new Promise((done) => {
    // What is no program cannot be started: that is told by the callback, or thrown.
    try {
      execFile(path, ['--version'], { timeout: 5000, windowsHide: true }, (_, out) =>
        done(/\d+\.\d+[\w.+-]*/.exec(out)?.[0]),
      );
    } catch {
      done(undefined);
    }
  });
}
