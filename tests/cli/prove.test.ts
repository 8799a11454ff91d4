import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { exitCode } from '../../src/cli/exit-code.ts';
import { createMemoryStream } from '../../src/cli/io.ts';
import { runProve } from '../../src/cli/prove-system.ts';
import { project, soundDesign } from './run-eda.ts';

const flags = { only: [], list: false, format: 'text', broker: 'embedded', env: 'local', events: 1 } as const;

describe('eda prove on Windows', () => {
  const run = async (given: Partial<typeof flags> | { readonly list: true }) => {
    const out = createMemoryStream();
    const err = createMemoryStream();
    const cwd = project({ 'eda.yaml': soundDesign });
    const io = { stdout: out.stream, stderr: err.stream, stdin: Readable.from([]), env: {}, cwd };
    const code = await runProve({ ...flags, ...given }, { cwd, colour: false }, io, 'win32');
    return { code, out: out.text(), err: err.text() };
  };

  it('is refused before anything is started, with a way', async () => {
    expect(await run({})).toEqual({
      code: exitCode.usage,
      out: '',
      err:
        'eda: eda prove freezes and kills processes by signals, which Windows does not have\n' +
        '     run it in WSL, in a container or in CI; docs/platforms.md says what else runs where\n',
    });
  });

  it('still lists what it would do', async () => {
    expect(await run({ list: true })).toMatchObject({ code: exitCode.fine, err: '' });
  });
});
