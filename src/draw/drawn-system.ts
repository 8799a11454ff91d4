import type { ArchitectureIndex } from '../model/query.ts';
import { drawContext } from './context.ts';
import type { Design, SystemDrawing } from './drawing.ts';
import { drawFlow } from './flow.ts';

/** The views of a whole system. */
export interface DrawnSystem {
  readonly context: SystemDrawing;
  readonly flow: SystemDrawing;
}

const drawn = new WeakMap<ArchitectureIndex, DrawnSystem>();

/** Draws context and flow, once a design: several generators show them. */
export function drawSystem(design: Design): DrawnSystem {
  const known = drawn.get(design.index);
  if (known !== undefined) return known;
  const made = { context: drawContext(design), flow: drawFlow(design) };
  drawn.set(design.index, made);
  return made;
}
