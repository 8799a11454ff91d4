import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { blocksIn } from '../docs/pages.ts';
import { pythonOfTests } from '../support/python-todo.ts';

/** Reads code as the body of an asynchronous function, in which pages leave out what stands around it. */
const parse = `
import ast, json, sys
for block in json.load(sys.stdin):
    try:
        compile(block["text"], block["page"], "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        print(f'{block["page"]}:{block["line"] + error.lineno - 1} {error.msg}')
`;

const faultsIn = (blocks: ReturnType<typeof blocksIn>): string => {
  const { status, stdout, stderr } = spawnSync(pythonOfTests(), ['-c', parse], {
    encoding: 'utf8',
    input: JSON.stringify(blocks),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

test('code in Python on pages can be parsed', () => {
  const blocks = blocksIn('python');
  expect(blocks.length).toBeGreaterThanOrEqual(3);
  expect(faultsIn(blocks)).toBe('');
});

test('code that cannot is told with its line', () => {
  expect(faultsIn([{ page: 'a.md', line: 7, text: 'x = 1\ny = = 2\n' }])).toMatch(/^a\.md:8 invalid syntax/);
});
