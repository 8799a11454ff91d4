import type { StudioDesign } from '../api.ts';
import type { PageState } from './page-state.ts';

/** More things than these are seen from above first, domain by domain. */
const mostThings = 60;

/**
 * The view that a design is looked at first in, where the address names none. What the address leads to is no domain: that is
 * seen in the flow. One domain is no map.
 */
export function firstView({ elements }: Pick<StudioDesign, 'elements'>, state: PageState): 'map' | 'flow' {
  const { selected, focus, impact, live } = state;
  const isLed =
    [selected, focus].some((id) => id !== '' && !id.startsWith('domain:')) || impact !== '' || live;
  if (isLed) return 'flow';
  const domains = elements.filter(({ kind }) => kind === 'domain').length;
  const things = elements.filter(({ kind }) => inFlow.has(kind)).length;
  return domains > 1 && things > mostThings ? 'map' : 'flow';
}

/** Kinds of elements that the flow shows and the map counts. */
export const inFlow: ReadonlySet<string> = new Set(['service', 'external', 'event', 'command', 'projection']);
