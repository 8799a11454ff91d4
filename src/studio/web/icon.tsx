import { kindLooks, type SearchedKind } from './kinds.ts';

/** The icon of a kind of element; its word stands beside it or is told to those who don't see it. */
export function KindIcon({ kind, label }: { readonly kind: SearchedKind; readonly label?: boolean }) {
  const { icon, word, colour } = kindLooks[kind];
  return (
    <svg
      class={`icon is-${colour}`}
      viewBox="0 0 14 14"
      width="14"
      height="14"
      role={label === true ? 'img' : 'presentation'}
      aria-hidden={label === true ? undefined : true}
    >
      {label === true ? <title>{word}</title> : null}
      <path d={icon} fill-rule="evenodd" />
    </svg>
  );
}

const lines: { readonly [name: string]: string } = {
  search: 'M6 1.8a4.2 4.2 0 1 1 0 8.4a4.2 4.2 0 1 1 0-8.4M9 9l3.6 3.6',
  fit: 'M1.5 5V1.5H5M9 1.5h3.5V5M12.5 9v3.5H9M5 12.5H1.5V9',
  plus: 'M7 2v10M2 7h10',
  minus: 'M2 7h10',
  undo: 'M4.5 2L1.8 4.7l2.7 2.7M2 4.7h6a3.7 3.7 0 0 1 0 7.4H4.5',
  redo: 'M9.5 2l2.7 2.7l-2.7 2.7M12 4.7H6a3.7 3.7 0 0 0 0 7.4h3.5',
  close: 'M3 3l8 8M11 3l-8 8',
  outline: 'M2 3h10M4.5 7H12M4.5 11H12',
  panel: 'M1.5 2h11v10h-11zM8.5 2v10',
  sun: 'M7 4.3a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 1 1 0-5.4M7 .8v1.4M7 11.8v1.4M.8 7h1.4M11.8 7h1.4M2.6 2.6l1 1M10.4 10.4l1 1M11.4 2.6l-1 1M3.6 10.4l-1 1',
  moon: 'M11.8 8.6A5.2 5.2 0 0 1 5.4 2.2a5.2 5.2 0 1 0 6.4 6.4z',
  download: 'M7 1.5v7.5M3.8 6L7 9.2L10.2 6M2 12.2h10',
  focus: 'M7 4.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 1 1 0-4.4M7 1v2M7 11v2M1 7h2M11 7h2',
  impact: 'M1.5 7h3l2-4.5l2.5 9L10.6 7h2',
  fold: 'M2 5l5-3.4L12 5M2 9l5 3.4L12 9',
};

/** An icon of the page's own. */
export function LineIcon({ name }: { readonly name: string }) {
  return (
    <svg class="icon is-line" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      <path d={lines[name] ?? ''} />
    </svg>
  );
}
