/** What a person looks at. All of it is in the address, so that it can be sent, and gone back to. */
export interface PageState {
  /** Empty: the one that the design is looked at first in. */
  readonly view: string;
  /** Empty: the first one. */
  readonly environment: string;
  /** Ids of elements; empty: none. */
  readonly selected: string;
  readonly focus: string;
  readonly depth: number;
  /** Name of an event. */
  readonly impact: string;
  readonly field: string;
  readonly collapsed: readonly string[];
  /** Kinds of nodes. */
  readonly hidden: readonly string[];
  /** What the design is compared with; empty: nothing. */
  readonly base: string;
  /** What is compared with it; empty: the design on disk. */
  readonly head: string;
  /** The running system is shown. */
  readonly live: boolean;
}

const start: PageState = {
  view: '',
  environment: '',
  selected: '',
  focus: '',
  depth: 1,
  impact: '',
  field: '',
  collapsed: [],
  hidden: [],
  base: '',
  head: '',
  live: false,
};

/** Reads the part of an address behind `?`. */
export function readPageState(search: string): PageState {
  const query = new URLSearchParams(search);
  const text = (name: string): string => query.get(name) ?? '';
  const depth = Number(query.get('depth') ?? start.depth);
  return {
    view: text('v'),
    environment: text('env'),
    selected: text('select'),
    focus: text('focus'),
    depth: Number.isInteger(depth) && depth >= 1 && depth <= 9 ? depth : start.depth,
    impact: text('impact'),
    field: text('field'),
    collapsed: query.getAll('collapse'),
    hidden: query.getAll('hide'),
    base: text('base'),
    head: text('base') === '' ? '' : text('head'),
    live: query.has('live'),
  };
}

/** The part of an address behind `?`; what is as at the start is left out. */
export function printPageState(state: PageState): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string, usual = ''): void => {
    if (value !== usual) query.set(name, value);
  };
  put('v', state.view, start.view);
  put('env', state.environment);
  put('select', state.selected);
  put('focus', state.focus);
  put('depth', String(state.depth), String(start.depth));
  put('impact', state.impact);
  put('field', state.field);
  for (const id of state.collapsed) query.append('collapse', id);
  for (const kind of state.hidden) query.append('hide', kind);
  put('base', state.base);
  put('head', state.head);
  if (state.live) query.set('live', '');
  return query.toString();
}
