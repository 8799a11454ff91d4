import { describe, expect, test } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { fileNames, typeNames } from './unique-names.ts';

describe('spelling names', () => {
  test('as usual where nothing is in the way', () => {
    expect(typeNames(['todos.task.created'], new Set()).get('todos.task.created')).toBe('TodosTaskCreated');
    expect(fileNames(['todos.task.created']).get('todos.task.created')).toBe('todos-task-created');
  });

  test('apart where two would be spelt alike', () => {
    const names = ['a.b-c.done', 'a.b.c-done', 'a.b.other'];
    expect([...typeNames(names, new Set()).values()].sort()).toEqual(['ABOther', 'A_BC_Done', 'A_B_CDone']);
    expect(typeNames(['a.b.other'], new Set(['ABOther'])).get('a.b.other')).toBe('A_B_Other');
  });

  test('every name has its own spelling, whatever the order', () => {
    const name = fc.stringMatching(/^[a-cA-C._#-]{1,6}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 12 }),
        fc.array(fc.constantFrom('A', 'AB', 'A_B')),
        (names, taken) => {
          const spelt = typeNames(names, new Set(taken));
          expect(new Set(spelt.values()).size).toBe(names.length);
          expect(taken.filter((each) => [...spelt.values()].includes(each))).toEqual([]);
          const reversed = typeNames([...names].reverse(), new Set(taken));
          for (const each of names) expect(reversed.get(each)).toBe(spelt.get(each));
        },
      ),
    );
  });
});
