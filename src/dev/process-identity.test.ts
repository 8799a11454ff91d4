import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { commandLineOf, identifyProcess, isAlive } from './process-identity.ts';

describe('the identity of a process', () => {
  it('holds while it lives, and not for another with its number', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'a b'], { stdio: 'ignore' });
    const identity = identifyProcess(Number(child.pid));
    expect(identity).toEqual({ pid: child.pid, started: expect.any(String) });
    expect(identity !== undefined && isAlive(identity)).toBe(true);
    expect(isAlive({ pid: Number(child.pid), started: '1' })).toBe(false);
    await expect.poll(() => commandLineOf(Number(child.pid))).toContain('a b');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(identity !== undefined && isAlive(identity)).toBe(false);
  });

  it.each([0, -1, Number.NaN, 1.5, 2 ** 31])('is nothing for %s', (pid) => {
    expect(identifyProcess(pid)).toBeUndefined();
  });
});
