import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project, runEda } from './run-eda.ts';

const systemOf = (folder: string): string | undefined =>
  /^system: (.*)$/m.exec(readFileSync(join(folder, 'eda.yaml'), 'utf8'))?.[1];

describe('eda init', () => {
  it('starts a blank project that is valid and generated', async () => {
    const folder = project();
    const { code, out, err } = await runEda(folder, ['init', 'blank', '--name', 'My Shop']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trimEnd().split('\n').at(-1)).toBe('ready · next:  npm install && eda dev');
    expect(systemOf(folder)).toBe('my-shop');
    expect((await runEda(folder, ['validate', '--fail-on', 'warning'])).out).toMatch(/^no problems/);
    expect((await runEda(folder, ['generate', '--check'])).code).toBe(0);
  });

  it('starts the todo system in a folder that it makes, with nothing out of date', async () => {
    const folder = project();
    const { code, out } = await runEda(folder, ['init', 'todo', '--dir', "it's a demo/todo"]);
    expect(code).toBe(0);
    expect(out).toContain(`next:  cd 'it'\\''s a demo/todo' && npm install && eda dev`);
    const made = join(folder, "it's a demo/todo");
    expect(existsSync(join(made, 'services/todo-service/src/generated/runtime'))).toBe(true);
    expect(readFileSync(join(made, '.gitignore'), 'utf8')).toContain('node_modules/');
    expect(existsSync(join(made, 'node_modules'))).toBe(false);
    const check = await runEda(made, ['generate', '--check']);
    expect(check).toMatchObject({ code: 0, out: expect.stringContaining('\nup to date, ') });
  });

  it('makes a project whose checkout with the line ends of Windows is up to date', async () => {
    const folder = project();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
        cwd: folder,
        stdio: 'pipe',
      });
    expect((await runEda(folder, ['init', 'blank', '--dir', 'one'])).code).toBe(0);
    git('init', '-q', 'one');
    git('-C', 'one', 'add', '.');
    git('-C', 'one', 'commit', '-q', '-m', 'start');
    git('-c', 'core.autocrlf=true', 'clone', '-q', 'one', 'two');
    const two = join(folder, 'two');
    const design = readFileSync(join(two, 'eda.yaml'), 'utf8');
    expect(design).toContain('\r\n');
    expect(readFileSync(join(two, 'eda.lock'), 'utf8')).not.toContain('\r\n');
    expect(await runEda(two, ['generate', '--check'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('up to date, '),
    });
    expect((await runEda(two, ['generate'])).code).toBe(0);
    expect(String(git('-C', 'two', '-c', 'core.autocrlf=true', 'status', '--porcelain'))).toBe('');
  });

  it.each([
    ['eda.yaml', 'eda.yaml', 'nowhere.yaml'],
    ['package.json', 'package.json', 'nowhere.json'],
    ['schemas', 'schemas', '../elsewhere'],
    ['services', 'services', '../nowhere'],
  ])('writes nothing through a link: %s', async (_, link, target) => {
    const world = project({ 'elsewhere/mine.txt': '', 'here/mine.txt': '' });
    const here = join(world, 'here');
    symlinkSync(target, join(here, link));
    const { code, err } = await runEda(here, ['init', 'todo']);
    expect({ code, err }).toEqual({
      code: 2,
      err: `eda: nothing written: this is there already\n     ${link}\n     choose another folder:  eda init todo --dir <folder>\n`,
    });
    expect(readdirSync(here).sort()).toEqual(['mine.txt', link].sort());
    expect(readdirSync(world).sort()).toEqual(['elsewhere', 'here']);
    expect(readdirSync(join(world, 'elsewhere'))).toEqual(['mine.txt']);
  });

  it('starts in no folder that is a link to nowhere, and imports through none', async () => {
    const world = project({ 'doc.yaml': 'asyncapi: 3.0.0\ninfo: { title: a, version: 1.0.0 }\n' });
    symlinkSync('nowhere', join(world, 'link'));
    expect(await runEda(world, ['init', 'blank', '--dir', 'link'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('is a link that leads nowhere; a folder is expected'),
    });
    expect((await runEda(world, ['import', 'asyncapi', 'doc.yaml', '--out', 'link'])).code).toBe(2);
    expect(readdirSync(world).sort()).toEqual(['doc.yaml', 'link']);
  });

  it('leaves attributes for Git that are there', async () => {
    const folder = project({ '.gitattributes': '*.bin binary\n' });
    expect((await runEda(folder, ['init', 'blank'])).code).toBe(0);
    expect(readFileSync(join(folder, '.gitattributes'), 'utf8')).toBe('*.bin binary\n');
  });

  it.each(['todo', 'orders', 'blank'])(
    'starts the %s system with services in Python, with nothing out of date',
    async (starter) => {
      const folder = project();
      const { code, out, err } = await runEda(folder, ['init', starter, '--language', 'python']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out.trimEnd().split('\n').at(-1)).toContain(
        '.venv/bin/pip install -r requirements.txt && eda dev',
      );
      const [service = ''] =
        readFileSync(join(folder, 'requirements.txt'), 'utf8').match(/services\/[^/]+/) ?? [];
      expect(existsSync(join(folder, service, 'app/generated/runtime/relay.py'))).toBe(true);
      expect(existsSync(join(folder, service, 'src'))).toBe(false);
      expect((await runEda(folder, ['validate', '--fail-on', 'warning'])).out).toMatch(/^no problems/);
      expect((await runEda(folder, ['generate', '--check'])).code).toBe(0);
    },
  );

  it('knows its languages', async () => {
    const { code, err } = await runEda(project(), ['init', 'todo', '--language', 'cobol']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'eda: there is no starter in cobol; typescript, python\n',
    });
  });

  it.each([
    ['My Project!', 'my-project'],
    ['Ünï çödé', 'uni-code'],
    ['日本', 'system'],
    ['123', 'system-123'],
    ['true', 'system-true'],
    ['--x: {y}', 'x-y'],
    ["it's #1", 'it-s-1'],
  ])('names the system after the folder %j', async (name, system) => {
    const folder = join(project(), name);
    mkdirSync(folder);
    expect(await runEda(folder, ['init', 'blank'])).toMatchObject({ code: 0, err: '' });
    expect(systemOf(folder)).toBe(system);
  });

  it('starts from AsyncAPI documents that are there', async () => {
    const folder = project({
      'docs/orders.yaml': `asyncapi: 3.0.0
info: { title: Order service, version: 1.0.0 }
channels:
  placed:
    address: orders.placed
    messages: { placed: { payload: { type: object, properties: { orderId: { type: string } } } } }
operations:
  place: { action: send, channel: { $ref: '#/channels/placed' } }
`,
    });
    const args = ['init', '--from', 'docs', '--dir', 'shop'];
    expect(await runEda(folder, args)).toMatchObject({ code: 0 });
    const made = join(folder, 'shop');
    expect(systemOf(made)).toBe('shop');
    expect(existsSync(join(made, 'services/order-service/src/main.ts'))).toBe(true);
    expect((await runEda(made, ['generate', '--check'])).code).toBe(0);
    const again = await runEda(folder, args);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('is there already') });
    expect((await runEda(folder, ['init', 'todo', '--from', 'docs'])).code).toBe(2);
  });

  it('writes nothing where anything of it is there already', async () => {
    const folder = project({ 'package.json': 'not JSON', 'services/listener': 'a file' });
    const todo = await runEda(folder, ['init', 'todo']);
    expect(todo).toMatchObject({ code: 2, out: '' });
    expect(todo.err).toContain('nothing written: this is there already\n     package.json\n');
    expect(todo.err).toContain('eda init todo --dir <folder>');
    expect(existsSync(join(folder, 'eda.yaml'))).toBe(false);
    expect((await runEda(folder, ['init', 'blank', '--dir', 'package.json'])).err).toMatch(
      /is a file; a folder/,
    );
    const twice = project();
    await runEda(twice, ['init', 'blank']);
    expect((await runEda(twice, ['init', 'blank'])).code).toBe(2);
    expect((await runEda(twice, ['init', 'todo'])).code).toBe(2);
  });

  it.each(['blank', 'todo'])('%s joins a package.json and a .gitignore that are there', async (starter) => {
    const folder = project({
      'package.json':
        '{ "name": "mine", "scripts": { "test": "mine" }, "dependencies": { "eda": "file:eda.tgz" } }\n',
      '.gitignore': 'mine/\n',
    });
    expect(await runEda(folder, ['init', starter])).toMatchObject({ code: 0, err: '' });
    const { name, scripts, workspaces, dependencies, devDependencies } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    expect({ name, workspaces, dependencies }).toEqual({
      name: 'mine',
      workspaces: ['services/*'],
      dependencies: { eda: 'file:eda.tgz' },
    });
    expect(scripts).toMatchObject({ test: 'mine', dev: 'eda dev' });
    expect(devDependencies).toMatchObject({ esbuild: expect.any(String) });
    expect(devDependencies).not.toHaveProperty('eda');
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toMatch(/^mine\/\n[\s\S]*node_modules\/\n/);
    expect((await runEda(folder, ['generate', '--check'])).code).toBe(0);
  });

  it('says what stands in the way of what it generates', async () => {
    const folder = project({ services: 'a file' });
    const { code, err } = await runEda(folder, ['init', 'blank']);
    expect(code).toBe(2);
    expect(err).toMatch(/services.* a folder has to be here, and it is a file/);
  });

  it('asks on a terminal, and only there', async () => {
    const folder = project();
    const asked = await runEda(folder, ['init', '--dir', 'one'], {}, { stdin: '2\n', columns: 80 });
    expect(asked.out).toContain('  2  blank');
    expect(systemOf(join(folder, 'one'))).toBe('one');
    await runEda(folder, ['init', '--dir', 'two'], {}, { stdin: 'blank\n', columns: 80 });
    expect(systemOf(join(folder, 'two'))).toBe('two');
    await runEda(folder, ['init', '--dir', 'three'], {}, { stdin: '\n', columns: 80 });
    expect(systemOf(join(folder, 'three'))).toBe('todo');
    const wrong = await runEda(folder, ['init'], {}, { stdin: 'blnk\n', columns: 80 });
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('did you mean blank?') });
    const silent = await runEda(folder, ['init'], {}, { stdin: '', columns: 80 });
    expect(silent).toMatchObject({ code: 2, err: expect.stringContaining('which starter?') });
    expect(await runEda(folder, ['init'])).toMatchObject({ code: 2, out: '' });
  });

  it('has no use for a name where the starter has one', async () => {
    expect(await runEda(project(), ['init', 'todo', '--name', 'x'])).toMatchObject({ code: 2, out: '' });
  });
});
