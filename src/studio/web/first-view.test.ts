import { expect, it } from 'vitest';
import type { ElementSummary } from '../api.ts';
import { firstView } from './first-view.ts';
import { printPageState, readPageState } from './page-state.ts';

const elements = (count: number, domains: number): readonly ElementSummary[] => {
  const one = (kind: ElementSummary['kind'], index: number): ElementSummary => ({
    id: `${kind}:${index}`,
    kind,
    name: `${index}`,
    domain: '',
    about: '',
  });
  return [
    ...Array.from({ length: domains }, (_, index) => one('domain', index)),
    ...Array.from({ length: count }, (_, index) => one(index % 3 === 0 ? 'service' : 'event', index)),
    // What the flow does not show counts for nothing.
    ...Array.from({ length: 100 }, (_, index) => one('topic', index)),
  ];
};

it('of more than sixty things in several domains is the map, else the flow', () => {
  const state = readPageState('');
  expect(firstView({ elements: elements(61, 2) }, state)).toBe('map');
  expect(firstView({ elements: elements(60, 2) }, state)).toBe('flow');
  expect(firstView({ elements: elements(500, 1) }, state)).toBe('flow');
  expect(firstView({ elements: [] }, state)).toBe('flow');
});

it('is the flow where the address leads to something that the map does not show', () => {
  const large = { elements: elements(500, 9) };
  expect(firstView(large, readPageState('?select=event:1'))).toBe('flow');
  expect(firstView(large, readPageState('?focus=service:1'))).toBe('flow');
  expect(firstView(large, readPageState('?impact=a'))).toBe('flow');
  expect(firstView(large, readPageState('?live'))).toBe('flow');
  expect(firstView(large, readPageState('?select=domain:1'))).toBe('map');
});

it('stands in the address from then on', () => {
  expect(readPageState('?v=flow').view).toBe('flow');
  expect(printPageState({ ...readPageState(''), view: 'flow' })).toBe('v=flow');
});
