import type { StudioDesign } from '../api.ts';
import { LineIcon } from './icon.tsx';
import type { PageState } from './page-state.ts';

export interface TopBarProps {
  readonly design: StudioDesign;
  readonly state: PageState;
  readonly change: (part: Partial<PageState>) => void;
  readonly run: (command: string) => void;
}

/** What file this is, the views, the environment, and what can be done. */
export function TopBar({ design, state, change, run }: TopBarProps) {
  return (
    <header class="top-bar">
      <button type="button" class="quiet narrow-only" onClick={() => run('outline')} aria-label="Outline">
        <LineIcon name="outline" />
      </button>
      <div class="system">
        <h1 title={design.system.title}>{design.system.title}</h1>
        <span class="muted">
          {design.file}
          {design.readOnly ? ' · read-only' : ''}
        </span>
      </div>
      <nav class="views" aria-label="Views">
        {design.views.map(({ id, word, title }) => (
          <button
            type="button"
            key={id}
            title={title}
            aria-current={state.view === id ? 'page' : undefined}
            onClick={() => change({ view: id })}
          >
            {word}
          </button>
        ))}
      </nav>
      <button type="button" class="search-button" onClick={() => run('search')}>
        <LineIcon name="search" />
        <span>Search or run a command</span>
        <kbd>Ctrl K</kbd>
      </button>
      <div class="tools">
        <button
          type="button"
          class={state.live ? 'live-button is-on' : 'live-button'}
          aria-pressed={state.live}
          onClick={() => run('live')}
          title="What flows in the running system (L)"
        >
          <span class="pulse" aria-hidden="true" /> Live
        </button>
        {design.environments.length > 0 ? (
          <label class="environment">
            <span class="hidden">Environment</span>
            <select
              value={state.environment || design.environments[0]}
              onChange={(event) => change({ environment: event.currentTarget.value })}
            >
              {design.environments.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        {design.readOnly ? null : (
          <div class="edit-tools" role="group" aria-label="Change">
            <button type="button" onClick={() => run('new')} title="New (N)">
              <LineIcon name="plus" /> New
            </button>
            <button
              type="button"
              class="quiet"
              onClick={() => run('undo')}
              disabled={design.undo === undefined}
              title={design.undo === undefined ? 'Nothing to undo' : `Undo ${design.undo} (Ctrl Z)`}
              aria-label={design.undo === undefined ? 'Undo' : `Undo ${design.undo}`}
            >
              <LineIcon name="undo" />
            </button>
            <button
              type="button"
              class="quiet"
              onClick={() => run('redo')}
              disabled={design.redo === undefined}
              title={design.redo === undefined ? 'Nothing to do again' : `Redo ${design.redo} (Ctrl Y)`}
              aria-label={design.redo === undefined ? 'Redo' : `Redo ${design.redo}`}
            >
              <LineIcon name="redo" />
            </button>
          </div>
        )}
        <button
          type="button"
          class="quiet"
          onClick={() => run('export')}
          title="Export the picture"
          aria-label="Export the picture"
        >
          <LineIcon name="download" />
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => run('theme')}
          title="Light or dark"
          aria-label="Light or dark"
        >
          <LineIcon name="moon" />
        </button>
        <button type="button" class="quiet" onClick={() => run('help')} title="Keys (?)" aria-label="Keys">
          ?
        </button>
        <button
          type="button"
          class="quiet narrow-only"
          onClick={() => run('inspector')}
          aria-label="Inspector"
        >
          <LineIcon name="panel" />
        </button>
      </div>
    </header>
  );
}
