import type { NodeKind } from '../graph/graph.ts';

const cross = 'M2 3.4L3.4 2L7 5.6L10.6 2L12 3.4L8.4 7L12 10.6L10.6 12L7 8.4L3.4 12L2 10.6L5.6 7Z';
const grid =
  'M1 1H13V13H1ZM2.6 5.6V7.6H6.2V5.6ZM7.8 5.6V7.6H11.4V5.6ZM2.6 9.2V11.4H6.2V9.2ZM7.8 9.2V11.4H11.4V9.2Z';

/** Side of the square that an icon is drawn in, in px. */
export const iconSize = 14;

/** Icons of kinds as path data, filled by the rule `evenodd`: paths, because no font has all of them everywhere. */
export const icons: { readonly [kind in Exclude<NodeKind, 'reference' | 'start'>]: string } = {
  domain: 'M1 1H6V6H1ZM8 1H13V6H8ZM1 8H6V13H1ZM8 8H13V13H8Z',
  service: 'M1 1H13V13H1ZM2.6 2.6V11.4H11.4V2.6ZM5 5H9V9H5Z',
  external: 'M4 2H12V10H10V5.4L3.4 12L2 10.6L8.6 4H4Z',
  event: 'M7 .5L13.5 7L7 13.5L.5 7Z',
  command: 'M2.5 1L12.5 7L2.5 13Z',
  topic: 'M1 2H13V4H1ZM1 6H13V8H1ZM1 10H13V12H1Z',
  deadLetter: cross,
  saga: 'M7 1.4V-.4L10.6 2.4L7 5.2V3.2A3.9 3.9 0 1 0 10.9 7H12.9A5.9 5.9 0 1 1 7 1.4Z',
  projection: 'M1 1H13V13H1ZM2.6 2.6V11.4H6.2V2.6ZM7.8 2.6V11.4H11.4V2.6Z',
  schema: grid,
  table: grid,
  step: 'M7 1.5A5.5 5.5 0 1 1 7 12.5A5.5 5.5 0 1 1 7 1.5Z',
  undo: 'M6 3V.5L1.5 4.5L6 8.5V5.6H9A2.6 2.6 0 0 1 9 10.8H5V13H9A4.9 4.9 0 0 0 9 3Z',
  completed: 'M5.4 12.2L.8 7.6L2.4 6L5.4 9L11.6 2.6L13.2 4.2Z',
  aborted: cross,
};

/** An event that nobody takes. */
export const hollowEvent = 'M7 .5L13.5 7L7 13.5L.5 7ZM7 3.2L3.2 7L7 10.8L10.8 7Z';
