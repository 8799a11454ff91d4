import { useMemo, useState } from 'preact/hooks';
import { drawableText } from '../../draw/scene/measure-text.ts';
import type { ElementSummary, StudioDesign } from '../api.ts';
import { KindIcon } from './icon.tsx';
import { kindLooks } from './kinds.ts';
import type { PageState } from './page-state.ts';

export interface OutlineProps {
  readonly design: StudioDesign;
  readonly state: PageState;
  readonly problems: ReadonlyMap<string, { readonly count: number; readonly severity: string }>;
  readonly change: (part: Partial<PageState>) => void;
  readonly select: (id: string) => void;
}

interface Branch {
  readonly domain: ElementSummary | undefined;
  readonly name: string;
  readonly items: readonly ElementSummary[];
}

/** Kinds that people look for in a tree; topics follow from events. */
const shown = new Set(['service', 'external', 'event', 'command', 'saga', 'projection', 'aggregate']);

/** Everything in the design as a tree: what a picture shows, for those who read or use keys. */
export function Outline({ design, state, problems, change, select }: OutlineProps) {
  const branches = useMemo(() => branchesOf(design.elements), [design.elements]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(
    () => new Set(design.elements.length > 80 ? branches.map(({ name }) => name) : []),
  );
  const holds = (branch: Branch): boolean => branch.items.some(({ id }) => id === state.selected);
  const toggle = (name: string, open: boolean): void => {
    const next = new Set(closed);
    if (open) next.delete(name);
    else next.add(name);
    setClosed(next);
  };
  return (
    <nav class="outline" aria-label="Outline">
      <h2 id="outline-title">Outline</h2>
      <ul role="tree" aria-labelledby="outline-title" class="tree" onKeyDown={moveInTree}>
        {branches.map((branch, index) => {
          const isOpen = !closed.has(branch.name) || holds(branch);
          const id = branch.domain?.id ?? '';
          const isFolded = state.collapsed.includes(id);
          return (
            <li key={branch.name} role="none">
              <div class="branch">
                <button
                  type="button"
                  role="treeitem"
                  aria-expanded={isOpen}
                  aria-level={1}
                  aria-selected={id !== '' && state.selected === id}
                  tabIndex={isFirst(index, state.selected) || state.selected === id ? 0 : -1}
                  class={`tree-item${state.selected === id && id !== '' ? ' is-selected' : ''}`}
                  onClick={() => {
                    if (id === '') toggle(branch.name, !isOpen);
                    else if (state.selected === id || !isOpen) toggle(branch.name, !isOpen);
                    if (id !== '') select(id);
                  }}
                >
                  <span class={`twist${isOpen ? ' is-open' : ''}`} aria-hidden="true" />
                  <span class="tree-name">
                    {branch.name === '' ? 'no domain' : drawableText(branch.name)}
                  </span>
                  <span class="count">{branch.items.length}</span>
                </button>
                {id === '' ? null : (
                  <button
                    type="button"
                    class="fold"
                    tabIndex={-1}
                    // A tree holds its items alone; by keys it is C.
                    aria-hidden="true"
                    data-folded={isFolded}
                    title={isFolded ? 'Show what is inside' : 'Show as one thing'}
                    onClick={() =>
                      change({
                        collapsed: isFolded
                          ? state.collapsed.filter((one) => one !== id)
                          : [...state.collapsed, id],
                      })
                    }
                  >
                    {isFolded ? '⊞' : '⊟'}
                  </button>
                )}
              </div>
              {isOpen ? (
                <ul role="group">
                  {branch.items.map((item) => {
                    const found = problems.get(item.id);
                    return (
                      <li key={item.id} role="none">
                        <button
                          type="button"
                          role="treeitem"
                          aria-level={2}
                          aria-selected={state.selected === item.id}
                          tabIndex={state.selected === item.id ? 0 : -1}
                          class={`tree-item is-leaf${state.selected === item.id ? ' is-selected' : ''}`}
                          title={item.about || item.name}
                          onClick={() => select(item.id)}
                        >
                          <KindIcon kind={item.kind} />
                          <span class="hidden">{kindLooks[item.kind].word} </span>
                          <span class="tree-name">{drawableText(item.name)}</span>
                          {found === undefined ? null : (
                            <span class={`dot is-${found.severity}`}>
                              <span class="hidden">, {found.count} problems</span>
                            </span>
                          )}
                        </button>
                      </li>
                    );
                  })}
                </ul>
              ) : null}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function isFirst(index: number, selected: string): boolean {
  return index === 0 && selected === '';
}

function branchesOf(elements: readonly ElementSummary[]): readonly Branch[] {
  const domains = elements.filter(({ kind }) => kind === 'domain');
  const items = elements.filter(({ kind }) => shown.has(kind));
  const named = new Set(domains.map(({ name }) => name));
  const branches: Branch[] = domains.map((domain) => ({
    domain,
    name: domain.name,
    items: items.filter((item) => item.domain === domain.name),
  }));
  const rest = items.filter((item) => !named.has(item.domain));
  return rest.length === 0 ? branches : [...branches, { domain: undefined, name: '', items: rest }];
}

/** Up and down go from item to item, left and right close and open. */
function moveInTree(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=treeitem]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const current = items[at];
  if (current === undefined) return;
  const isOpen = current.getAttribute('aria-expanded');
  const target =
    event.key === 'ArrowDown'
      ? items[at + 1]
      : event.key === 'ArrowUp'
        ? items[at - 1]
        : event.key === 'Home'
          ? items[0]
          : event.key === 'End'
            ? items.at(-1)
            : undefined;
  if (target !== undefined) {
    event.preventDefault();
    event.stopPropagation();
    target.focus();
  } else if (
    (event.key === 'ArrowRight' && isOpen === 'false') ||
    (event.key === 'ArrowLeft' && isOpen === 'true')
  ) {
    event.preventDefault();
    event.stopPropagation();
    current.click();
  } else if (event.key === 'ArrowLeft' && isOpen === null) {
    event.preventDefault();
    event.stopPropagation();
    items
      .slice(0, at)
      .reverse()
      .find((item) => item.getAttribute('aria-level') === '1')
      ?.focus();
  }
}
