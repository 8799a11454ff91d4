import { render } from 'preact';
import type { Searched, SearchedKind } from '../../studio/web/kinds.ts';
import { Palette } from '../../studio/web/palette.tsx';
import { toggleTheme } from '../../studio/web/theme.ts';
import type { SearchEntry } from '../search-entry.ts';
import { rootPath } from './root-path.ts';

/** Opens the search; `show` is asked first whether the page itself can show what was chosen. */
export async function openSearch(show: (element: string) => boolean): Promise<void> {
  if (document.querySelector('.palette') !== null) return;
  const entries = await loadEntries();
  const host = document.createElement('div');
  document.body.append(host);
  const places = new Map<string, string>();
  const elements = entries.map(([kind, name, domain, about, path], index): Searched => {
    // Two things of one name and kind may stand on two pages.
    const id = String(index);
    places.set(id, path);
    return { id, kind: kind as SearchedKind, name, domain, about };
  });
  const pages = [...document.querySelectorAll<HTMLAnchorElement>('.head nav a, .tabs a')];
  const commands = [
    ...pages.map((link) => ({ id: link.href, title: `Go to ${link.textContent}` })),
    { id: 'theme', title: 'Light or dark' },
  ];
  const close = (): void => {
    render(null, host);
    host.remove();
  };
  render(
    <Palette
      elements={elements}
      commands={commands}
      hint={hintOf(entries)}
      close={close}
      select={(id) => {
        const [kind = '', name = ''] = entries[Number(id)] ?? [];
        if (!show(elementOf(kind, name))) location.href = rootPath() + (places.get(id) ?? '');
      }}
      run={(id) => {
        if (id === 'theme') toggleTheme();
        else location.href = id;
      }}
    />,
    host,
  );
}

/** What can be found here: of a site that is pages alone, no events. */
function hintOf(entries: readonly SearchEntry[]): string {
  const hasGuides = entries.some(([kind]) => kind === 'guide');
  const hasElements = entries.some(([kind]) => kind !== 'guide');
  if (!hasGuides) return 'Event, service, domain… or > for commands';
  return hasElements
    ? 'Event, service, guide, words of a guide… or > for commands'
    : 'Words of a page… or > for commands';
}

/** Ids tell commands and external systems from no other event or service. */
function elementOf(kind: string, name: string): string {
  const of: { readonly [kind: string]: string } = { command: 'event', external: 'service' };
  return `${of[kind] ?? kind}:${name}`;
}

let loaded: Promise<readonly SearchEntry[]> | undefined;

/** A script hands the entries over: from the disk no page may read a file. Nothing is found where it is missing. */
function loadEntries(): Promise<readonly SearchEntry[]> {
  loaded ??= new Promise((done) => {
    window.edaSearch = done;
    const script = document.createElement('script');
    script.src = `${rootPath()}assets/search.js`;
    script.onerror = () => done([]);
    document.head.append(script);
  });
  return loaded;
}

declare global {
  interface Window {
    edaSearch?: (entries: readonly SearchEntry[]) => void;
  }
}
