import type { ComponentChildren } from 'preact';

export interface DrawerTab {
  readonly id: string;
  /** What its button says. */
  readonly label: ComponentChildren;
  /** False: there is nothing to see. */
  readonly isAvailable: boolean;
  readonly content: () => ComponentChildren;
}

/** The drawer at the bottom: one line of tabs with a status, and what the open one shows. */
export function Drawer({
  tabs,
  open,
  toggle,
  status,
}: {
  readonly tabs: readonly DrawerTab[];
  /** Id of the open tab; empty: none. */
  readonly open: string;
  readonly toggle: (tab: string) => void;
  readonly status: string;
}) {
  const shown = tabs.find(({ id, isAvailable }) => id === open && isAvailable);
  return (
    <footer class={`drawer${shown === undefined ? '' : ` shows-${shown.id}`}`}>
      <div class="drawer-line">
        {tabs.map(({ id, label, isAvailable }) => (
          <button
            key={id}
            type="button"
            class="quiet"
            aria-expanded={shown?.id === id}
            onClick={() => toggle(id)}
            disabled={!isAvailable}
          >
            {label}
          </button>
        ))}
        <span class="muted">{status}</span>
      </div>
      {shown?.content()}
    </footer>
  );
}
