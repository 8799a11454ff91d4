import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRunTemplate } from './dapr-run-template.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eda-template-'));
  mkdirSync(join(root, 'infra/local/dapr'), { recursive: true });
  mkdirSync(join(root, 'services/one'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a run template', () => {
  it('gives the apps with absolute paths, resolved as Dapr does', async () => {
    write(`common: { resourcesPaths: [./resources], env: { A: 1, B: two } }
apps:
  - { appDirPath: ../../../services/one, command: [node, dist/main.js], env: { B: true } }
  - { appID: two, appDirPath: ../../../services/one, appPort: 7002, daprHTTPPort: 3502, command: [x], resourcesPath: own }
`);
    const outcome = await readRunTemplate(root, 'local');
    const dir = join(root, 'services/one');
    expect(outcome).toEqual({
      ok: true,
      value: {
        file: 'infra/local/dapr/dapr.yaml',
        apps: [
          {
            ...{ appId: 'one', dir, command: ['node', 'dist/main.js'], env: { A: '1', B: 'true' }, index: 0 },
            resourcesPaths: [join(root, 'infra/local/dapr/resources')],
          },
          {
            ...{
              appId: 'two',
              dir,
              appPort: 7002,
              httpPort: 3502,
              command: ['x'],
              env: { A: '1', B: 'two' },
            },
            ...{ index: 1, resourcesPaths: [join(dir, 'own')] },
          },
        ],
      },
    });
  });

  it.each([
    ['apps: []', 'lists no apps'],
    ['[1, 2', "can't be read"],
    ['7', 'lists no apps'],
    ['apps: [{ appDirPath: ../../../services/one }]', 'one has no command'],
    ['apps: [{ command: [x] }]', 'needs appDirPath'],
    ['apps: [{ appID: "../x", appDirPath: ., command: [x] }]', '"../x" is not an app id'],
    ['apps: [{ appID: one, appDirPath: ., command: [x], appPort: 70000 }]', '70000 is not a port'],
    ['apps: [{ appID: one, appDirPath: ., command: ["x\\0y"] }]', 'NUL'],
    [
      'apps: [{ appID: a, appDirPath: ., command: [x] }, { appID: a, appDirPath: ., command: [x] }]',
      'a is there twice',
    ],
    ['apps: [{ appID: a, appDirPath: ./gone, command: [x] }]', 'there is no folder'],
  ])('refuses %j', async (text, message) => {
    write(text);
    const outcome = await readRunTemplate(root, 'local');
    expect(outcome.ok).toBe(false);
    expect(outcome.ok ? '' : outcome.diagnostics.map((one) => one.message).join('\n')).toContain(message);
  });
});

function write(text: string): void {
  writeFileSync(join(root, 'infra/local/dapr/dapr.yaml'), text);
}
