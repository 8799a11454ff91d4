import { expect, it } from 'vitest';
import { measureText } from '../../draw/scene/measure-text.ts';
import type { SceneGroup, SceneNode } from '../../draw/scene/scene.ts';
import { levelAt, smallestText, textAt, titleAt } from './detail-level.ts';

it('tells boxes alone from afar where there are several to tell, joined or not', () => {
  const [one, other] = ['billing', 'orders'].map((name) => ({ id: name }) as unknown as SceneGroup);
  if (one === undefined || other === undefined) throw new Error('there are no boxes');
  expect(levelAt(0.12, { view: 'data', bundles: [], groups: [one, other] })).toBe('far');
  expect(levelAt(0.12, { view: 'data', bundles: [], groups: [one] })).toBe('names');
  expect(levelAt(0.12, { view: 'flow', bundles: [], groups: [one, other] })).toBe('names');
  expect(levelAt(0.4, { view: 'data', bundles: [], groups: [one, other] })).toBe('names');
});

const box = { width: 1000, height: 4000 };

it('shows a title from afar, or the part of it that fits in letters that can be read', () => {
  expect(titleAt('billing', box, 0.1, 'far')?.text).toBe('billing');
  const long = titleAt('international-marketing', box, 0.06, 'far');
  expect(long?.text).toMatch(/^int.*…/);
  expect((long?.size ?? 0) * 0.06).toBeGreaterThanOrEqual(smallestText * 0.99);
  expect(measureText(long?.text ?? '', long?.size ?? 0, 'bold')).toBeLessThanOrEqual(box.width);
});

it('shows none where not even a few letters fit, or where it would cover what it stands above', () => {
  expect(titleAt('international-marketing', { width: 200, height: 4000 }, 0.06, 'far')).toBeUndefined();
  expect(titleAt('international-marketing', { width: 1000, height: 120 }, 0.06, 'far')).toBeUndefined();
  expect(titleAt('international-marketing', { width: 300, height: 900 }, 0.3, 'names')).toBeUndefined();
});

it('tells of a name that has room for few letters the first ones, which differ', () => {
  const nodeOf = (name: string) =>
    ({
      name,
      width: 130,
      height: 46,
      texts: [{ role: 'name', x: 34, y: 20, text: name }],
    }) as unknown as SceneNode;
  const told = (name: string): string => {
    const node = nodeOf(name);
    const [own] = node.texts;
    if (own === undefined) throw new Error('it has none');
    return textAt(node, own, 0.38, 'names').text;
  };
  const names = ['stock.rejected', 'stock.released', 'stock.reserved'].map(told);
  expect(names).toEqual(['reject…', 'relea…', 'reser…']);
});

it('tells of a fact what fits in whole parts', () => {
  const node = {
    width: 140,
    height: 46,
    texts: [{ role: 'fact', x: 34, y: 36, text: '2 out · 1 in · 3 operations' }],
  } as unknown as SceneNode;
  const [fact] = node.texts;
  if (fact === undefined) throw new Error('it has none');
  expect(textAt(node, fact, 1, 'all').text).toBe('2 out · 1 in · 3 operations');
  expect(textAt(node, fact, 0.75, 'all').text).toBe('2 out · 1 in');
});
