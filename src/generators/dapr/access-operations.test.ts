import { describe, expect, test } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import type { HttpMethod, Operation } from '../../model/architecture.ts';
import { type AccessOperation, accessOperations } from './access-operations.ts';

const methods: readonly HttpMethod[] = ['get', 'post', 'put', 'patch', 'delete'];

function operation(method: HttpMethod, path: string): Operation {
  return { name: 'x', method, path, params: [], at: { file: '', path: [] } };
}

interface Node {
  readonly step: string;
  verbs?: readonly string[];
  readonly below: Node[];
}

/** daprd's search: listed nodes in their order, `*` only at the end, the first node with an entry answers. */
function mayCall(entries: readonly AccessOperation[], method: string, path: string): boolean {
  const root: Node = { step: '', below: [] };
  for (const { name, verbs } of entries) {
    let node = root;
    for (const step of name.split('/').slice(1)) {
      const known = node.below.find((each) => each.step === step);
      const next = known ?? { step, below: [] };
      if (known === undefined) node.below.push(next);
      node = next;
    }
    node.verbs ??= verbs;
  }
  const find = (node: Node, step: string, last: boolean) =>
    node.below.find((each) => each.step === step || each.step === '**' || (each.step === '*' && last));
  const steps = path.split('/').slice(1);
  let node = root;
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1;
    const next = find(node, step, last);
    if (next === undefined) return false;
    node = next;
    if (node.verbs !== undefined && (last || node.step !== '*'))
      return node.verbs.includes(method.toUpperCase());
    if (last) return find(node, '*', true)?.verbs?.includes(method.toUpperCase()) ?? false;
  }
  return false;
}

const step = fc.constantFrom('a', 'b', '{x}', '{x}.json');
const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => `/${steps.join('/')}`);
const operations = fc.array(fc.tuple(fc.constantFrom(...methods), path), { minLength: 1, maxLength: 6 });

describe('access', () => {
  test('to a collection, an item and what hangs on it', () => {
    expect(
      accessOperations([
        operation('get', '/items/{id}'),
        operation('put', '/items/{id}'),
        operation('post', '/items'),
        operation('get', '/carts/{id}/lines'),
      ]),
    ).toEqual([
      { name: '/items', verbs: ['GET', 'POST', 'PUT'] },
      { name: '/items/*', verbs: ['GET', 'PUT'] },
      { name: '/carts/**', verbs: ['GET'] },
    ]);
  });

  test('to every designed operation, whatever its parameters are', () => {
    fc.assert(
      fc.property(operations, fc.constantFrom('a', 'b', 'z'), (designed, value) => {
        const entries = accessOperations(designed.map(([method, each]) => operation(method, each)));
        for (const [method, each] of designed) {
          const called = each.replaceAll('{x}', value);
          expect(mayCall(entries, method, called), `${method} ${called} in ${JSON.stringify(entries)}`).toBe(
            true,
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('to no verb that the caller has nowhere, and to nothing beside its paths', () => {
    fc.assert(
      fc.property(operations, path, (designed, other) => {
        const entries = accessOperations(designed.map(([method, each]) => operation(method, each)));
        const called = other.replaceAll('{x}', 'z');
        for (const method of methods) {
          if (!mayCall(entries, method, called)) continue;
          const [first] = called.split('/').slice(1);
          const anywhere = designed.some(([, each]) => /^\/\{[^/]*\//.test(each));
          const near = designed.filter(
            ([, each]) => anywhere || each.startsWith('/{') || each.split('/')[1] === first,
          );
          expect(near.map(([each]) => each)).toContain(method);
        }
      }),
    );
  });
});
