import { useEffect, useState } from 'preact/hooks';
import type { LiveEdge, LiveFlow, LiveFrame, LiveMessage } from '../../api.ts';
import { get } from '../api-client.ts';
import { DeadLetters } from './dead-letters.tsx';
import { FlowSequence } from './flow-sequence.tsx';

export interface LivePanelProps {
  readonly frame: LiveFrame | undefined;
  /** The edge whose messages are shown; undefined: all. */
  readonly edge: { readonly from: string; readonly to: string } | undefined;
  readonly setEdge: (edge: { readonly from: string; readonly to: string } | undefined) => void;
  readonly canEdit: boolean;
  readonly tell: (notice: string) => void;
  /** Starts and stops the system; asks first. */
  readonly run: (command: string) => void;
  /** Writes into the design what is seen and not designed. */
  readonly adopt: (edge: LiveEdge) => void;
}

const outcomes: { readonly [outcome in LiveMessage['outcome']]: string } = {
  published: '→ published',
  delivered: '✓ delivered',
  handled: '✓ handled',
  failed: '✗ failed, comes again',
  'dead-lettered': '✗ dead letter',
  lost: '✗ lost',
  waiting: '… waits',
};

/** What flows, as a list: the edges, the last messages, one flow from its beginning, and dead letters. */
export function LivePanel({ frame, edge, setEdge, canEdit, tell, run, adopt }: LivePanelProps) {
  const [messages, setMessages] = useState<readonly LiveMessage[]>([]);
  const [flow, setFlow] = useState<LiveFlow>();
  const [tab, setTab] = useState<'messages' | 'dead'>('messages');
  const total = frame?.edges.reduce((sum, one) => sum + one.total, 0) ?? 0;
  const dead = frame?.services.reduce((sum, one) => sum + one.deadLetters, 0) ?? 0;
  useEffect(() => {
    let isOver = false;
    const query = new URLSearchParams(edge === undefined ? {} : { from: edge.from, to: edge.to });
    void get<{ messages: readonly LiveMessage[] }>('messages', query).then((answer) => {
      if (!isOver && answer.ok) setMessages(answer.value.messages);
    });
    return () => {
      isOver = true;
    };
  }, [edge, total, frame === undefined]);

  const follow = async (id: string): Promise<void> => {
    const answer = await get<LiveFlow>('flow', new URLSearchParams({ id }));
    if (answer.ok) {
      setFlow(answer.value);
      setTab('messages');
    } else tell(answer.failure.message);
  };
  if (frame === undefined) return <p class="live-empty muted">Looking for the running system…</p>;
  return (
    <div class="live-panel">
      <div class="live-bar" role="group" aria-label="Live">
        <span class={`chip ${frame.environment === undefined ? 'is-off' : 'is-on'}`} role="status">
          {stateOf(frame)}
        </span>
        {!canEdit ? null : frame.dev.phase === 'stopped' ? (
          <button type="button" class="primary" onClick={() => run('start-system')}>
            Start eda dev…
          </button>
        ) : frame.dev.isOurs && frame.dev.phase !== 'stopping' ? (
          <button type="button" onClick={() => run('stop-system')}>
            Stop eda dev…
          </button>
        ) : null}
        <button type="button" aria-pressed={tab === 'messages'} onClick={() => setTab('messages')}>
          Messages
        </button>
        <button type="button" aria-pressed={tab === 'dead'} onClick={() => setTab('dead')}>
          Dead letters{dead > 0 ? ` ${dead}` : ''}
        </button>
      </div>
      {frame.dev.failure === undefined ? null : (
        <div class="dev-failure" role="alert">
          <p class="bad">eda dev ended by itself; these were its last lines:</p>
          <pre>{frame.dev.failure.join('\n')}</pre>
        </div>
      )}
      {tab === 'dead' ? (
        <DeadLetters count={dead} canEdit={canEdit} tell={tell} follow={follow} />
      ) : (
        <div class="live-columns">
          <ul class="live-edges" aria-label="What flows">
            <li>
              <button type="button" aria-pressed={edge === undefined} onClick={() => setEdge(undefined)}>
                everything <span class="count">{total}</span>
              </button>
            </li>
            {frame.edges.map((one) => (
              <li key={`${one.from} ${one.to}`}>
                <button
                  type="button"
                  aria-pressed={edge?.from === one.from && edge.to === one.to}
                  onClick={() => setEdge(one)}
                >
                  {bare(one.from)} → {bare(one.to)}{' '}
                  <span class="count">
                    {one.total}
                    {one.rate > 0 ? ` · ${one.rate}/s` : ''}
                  </span>
                  {one.failed + one.dead > 0 ? (
                    <span class="bad"> {one.failed + one.dead} failed</span>
                  ) : null}
                </button>
                {one.isDesigned ? null : (
                  <span class="drift">
                    not designed{' '}
                    {canEdit ? (
                      <button type="button" class="link" onClick={() => adopt(one)}>
                        Add to the design
                      </button>
                    ) : null}
                  </span>
                )}
              </li>
            ))}
          </ul>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keys */}
          <div class="live-messages" tabIndex={0} role="region" aria-label="The last messages">
            {messages.length === 0 ? (
              <p class="muted">
                Nothing has flowed here yet. An event’s panel sends an example; so does eda publish.
              </p>
            ) : (
              <ul>
                {messages.map((message) => (
                  <li key={`${message.from} ${message.to} ${message.eventId}`}>
                    <p>
                      <time>{clock(message.at)}</time>{' '}
                      <span class={/✗/.test(outcomes[message.outcome]) ? 'bad' : ''}>
                        {outcomes[message.outcome]}
                      </span>{' '}
                      <strong>{message.event}</strong> <code>{message.eventId.slice(0, 8)}</code>{' '}
                      <span class="muted">
                        {message.service}
                        {message.ms === undefined ? '' : ` · ${message.ms} ms`}
                        {message.attempts > 1 ? ` · attempt ${message.attempts}` : ''}
                      </span>{' '}
                      <button
                        type="button"
                        class="link"
                        onClick={() => void follow(message.correlationId ?? message.eventId)}
                      >
                        Follow
                      </button>
                    </p>
                    {message.error === undefined ? null : <p class="bad">{message.error}</p>}
                    {message.data === undefined ? null : (
                      <details>
                        <summary>Data</summary>
                        <pre>{message.data}</pre>
                      </details>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </div>
          {flow === undefined ? null : <FlowSequence flow={flow} close={() => setFlow(undefined)} />}
        </div>
      )}
    </div>
  );
}

function stateOf({ environment, dev }: LiveFrame): string {
  if (dev.phase === 'starting') return 'eda dev starts…';
  if (dev.phase === 'stopping') return 'eda dev stops…';
  return environment === undefined
    ? 'Not connected: eda dev does not run in this project'
    : `eda dev, ${environment}`;
}

function bare(id: string): string {
  return id.replace(/^\w+:/, '');
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour12: false });
}
