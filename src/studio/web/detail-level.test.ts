import { expect, it } from 'vitest';
import { measureText } from '../../draw/scene/measure-text.ts';
import { smallestText, titleAt } from './detail-level.ts';

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
