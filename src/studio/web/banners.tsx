import type { StudioComparison, StudioDesign } from '../api.ts';
import { countChanges } from './compare/comparison-list.tsx';
import { PendingList } from './edit/pending-list.tsx';
import type { Edits } from './edit/use-edits.ts';
import type { PageState } from './page-state.ts';

export interface BannersProps {
  readonly design: StudioDesign;
  readonly state: PageState;
  readonly change: (part: Partial<PageState>) => void;
  /** Nothing is on the picture. */
  readonly isEmpty: boolean;
  readonly isConnected: boolean;
  readonly isArranging: boolean;
  readonly endArranging: () => void;
  readonly comparison: StudioComparison | undefined;
  readonly edits: Edits;
  /** What was done last; empty: nothing. */
  readonly notice: string;
  readonly openSource: () => void;
  readonly run: (command: string) => void;
}

/** What a person has to know above the picture: what is broken, what waits, what mode it is. */
export function Banners({
  design,
  state,
  change,
  isEmpty,
  isConnected,
  isArranging,
  endArranging,
  comparison,
  edits,
  notice,
  openSource,
  run,
}: BannersProps) {
  return (
    <div class="banners">
      {design.broken === undefined ? null : (
        <p class="banner is-error" role="alert">
          {design.broken.file}:{design.broken.line}:{design.broken.column} {design.broken.message}.
          {isEmpty ? null : ' What you see is how it was before.'}
        </p>
      )}
      {isConnected ? null : (
        <p class="banner is-warning" role="alert">
          The studio does not answer{isEmpty ? '' : '; what you see is how it was'}. Start eda studio again.
        </p>
      )}
      {isArranging ? (
        <p class="banner" role="status">
          Arranging: drag things, or move what is selected with Shift and arrows; kept in eda.layout.json
          <button type="button" class="link" onClick={() => endArranging()}>
            Done
          </button>
          {design.arranged.includes(state.view) ? (
            <button type="button" class="link" onClick={() => run('lay-out')}>
              Lay out automatically
            </button>
          ) : null}
        </p>
      ) : null}
      {comparison === undefined ? null : (
        <p class="banner" role="status">
          <strong>{comparison.base}</strong> to{' '}
          {comparison.head === '' ? 'the design as it is now' : <strong>{comparison.head}</strong>}:{' '}
          {countChanges(comparison)}
          <button type="button" class="link" onClick={() => run('end-comparison')}>
            End
          </button>
        </p>
      )}
      {state.focus === '' ? null : (
        <p class="banner">
          Focus on <strong>{state.focus.replace(/^\w+:/, '')}</strong>, {state.depth}{' '}
          {state.depth === 1 ? 'edge' : 'edges'} around it (keys 1 to 9)
          <button type="button" class="link" onClick={() => change({ focus: '' })}>
            Show all
          </button>
        </p>
      )}
      <PendingList
        pending={edits.pending}
        retry={edits.retry}
        discard={edits.discard}
        openSource={openSource}
      />
      {notice === '' ? null : (
        <p class="banner" role="status">
          {notice}
        </p>
      )}
    </div>
  );
}
