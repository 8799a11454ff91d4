import { describe, expect, it } from 'vitest';
import { findServer } from './find-server.ts';

const asked = {
  folders: ['/one', '/two'],
  path: '',
  isTrusted: true,
  platform: 'linux',
  exists: () => false,
};

describe('the server of a workspace', () => {
  it('is what the user set', () => {
    expect(findServer({ ...asked, path: '/opt/eda' })).toEqual({
      command: '/opt/eda',
      args: ['lsp', '--stdio'],
      shell: false,
    });
    expect(findServer({ ...asked, path: '/src/bin/eda.js' }).args).toEqual([
      '/src/bin/eda.js',
      'lsp',
      '--stdio',
    ]);
  });

  it('is what the workspace has installed, if that may run', () => {
    const exists = (path: string): boolean => path.startsWith('/two');
    expect(findServer({ ...asked, exists })).toEqual({
      command: 'node',
      args: ['/two/node_modules/eda/bin/eda.js', 'lsp', '--stdio'],
      shell: false,
    });
    expect(findServer({ ...asked, exists, isTrusted: false }).command).toBe('eda');
  });

  it('is on the path otherwise; Windows has scripts there', () => {
    expect(findServer(asked)).toEqual({ command: 'eda', args: ['lsp', '--stdio'], shell: false });
    expect(findServer({ ...asked, platform: 'win32' }).shell).toBe(true);
  });
});
