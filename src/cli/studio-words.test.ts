import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findProject } from './project.ts';
import { createWords } from './studio-words.ts';

const found = findProject(fileURLToPath(new URL('../../tests/systems/todo', import.meta.url)));
if (!found.ok) throw new Error(found.message);
const { project } = found;
const read = project.files.read('eda.yaml');
const text = read.ok ? read.text : '';
const words = createWords(project);

/** The text with something typed behind a stretch of it, and the place where that ends. */
function typed(behind: string, what: string): { file: string; text: string; offset: number } {
  const at = text.indexOf(behind) + behind.length;
  return { file: 'eda.yaml', text: text.slice(0, at) + what + text.slice(at), offset: at + what.length };
}

it('suggests keys of the language and names of the design, in a text that is half written', async () => {
  const keys = await words.suggest(typed('  user-service:\n', '    re'));
  expect(keys?.items.map(({ label }) => label)).toContain('replicas');
  const place = typed('subscribes: { ', 'users.');
  const names = await words.suggest(place);
  expect(names?.items.map(({ label }) => label)).toContain('users.account.registered');
  expect(place.text.slice(names?.from, names?.to)).toMatch(/^users\./);
});

it('says what a name stands for, and what a key means', async () => {
  const at = text.lastIndexOf('users.account.registered') + 3;
  const event = await words.describe({ file: 'eda.yaml', text, offset: at });
  expect(text.slice(event?.from, event?.to)).toBe('users.account.registered');
  expect(event?.text).toContain('user-service');
  const key = await words.describe({ file: 'eda.yaml', text, offset: text.indexOf('publishes') + 2 });
  expect(key?.text).not.toBe('');
  expect(await words.describe({ file: 'eda.yaml', text: '# nothing', offset: 4 })).toBeUndefined();
});

it('says in what a place lies, on a name and in a text that is half written', async () => {
  const pathAt = (offset: number) => words.pathAt({ file: 'eda.yaml', text, offset });
  expect(await pathAt(text.indexOf('\n  user-service:\n') + 5)).toEqual(['services', 'user-service']);
  const place = typed('\n  user-service:\n', '    re');
  expect((await words.pathAt(place))?.slice(0, 2)).toEqual(['services', 'user-service']);
  expect(await words.pathAt({ file: 'eda.yaml', text: '# nothing', offset: 4 })).toBeUndefined();
});

it('answers in texts of any kind, and reads no file that is named', async () => {
  for (const odd of ['', '{', 'eda: [\n', '\u0000', 'a: &b *b']) {
    await words.suggest({ file: 'eda.yaml', text: odd, offset: odd.length });
    await words.describe({ file: '../../etc/passwd', text: odd, offset: 0 });
    await words.pathAt({ file: '../../etc/passwd', text: odd, offset: odd.length });
  }
});
