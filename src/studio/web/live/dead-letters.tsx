import { useEffect, useState } from 'preact/hooks';
import type { DeadLetterDetail, DeadLetterSummary } from '../../api.ts';
import { get, post } from '../api-client.ts';

/** Events that could not be handled: why, what they say, and what can be done. */
export function DeadLetters({
  count,
  canEdit,
  tell,
  follow,
}: {
  readonly count: number;
  readonly canEdit: boolean;
  readonly tell: (notice: string) => void;
  readonly follow: (id: string) => void;
}) {
  const [letters, setLetters] = useState<readonly DeadLetterSummary[]>([]);
  const [open, setOpen] = useState<DeadLetterDetail>();
  const [turn, setTurn] = useState(0);
  const [sure, setSure] = useState('');
  useEffect(() => {
    let isOver = false;
    void get<{ deadLetters: readonly DeadLetterSummary[] }>('dead-letters', new URLSearchParams()).then(
      (answer) => {
        if (!isOver && answer.ok) setLetters(answer.value.deadLetters);
      },
    );
    return () => {
      isOver = true;
    };
  }, [count, turn]);
  const settle = async (
    { service, id, event }: DeadLetterSummary,
    how: 'replay' | 'discard',
  ): Promise<void> => {
    const answer = await post('dead-letter', { service, id, how });
    tell(
      answer.ok
        ? `${event} ${how === 'replay' ? 'was handled again' : 'was given up'}`
        : `${event}: ${answer.failure.message}`,
    );
    setSure('');
    setOpen(undefined);
    setTurn(turn + 1);
  };
  const show = async ({ service, id }: DeadLetterSummary): Promise<void> => {
    const answer = await get<DeadLetterDetail>('dead-letter', new URLSearchParams({ service, id }));
    if (answer.ok) setOpen(answer.value);
    else tell(answer.failure.message);
  };
  if (letters.length === 0) return <p class="live-empty muted">There are no open dead letters.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keys
    <ul class="dead-letters" tabIndex={0} aria-label="Dead letters">
      {letters.map((letter) => {
        const name = `${letter.service}/${letter.id}`;
        const isOpen = open?.service === letter.service && open.id === letter.id;
        return (
          <li key={name}>
            <p>
              <code>{name}</code> <strong>{letter.event}</strong>{' '}
              <span class="muted">
                {letter.reason}, {letter.attempts} {letter.attempts === 1 ? 'attempt' : 'attempts'}
              </span>
            </p>
            {letter.error === undefined ? null : <p class="bad">{letter.error}</p>}
            <p class="row-actions">
              <button
                type="button"
                onClick={() => (isOpen ? setOpen(undefined) : void show(letter))}
                aria-expanded={isOpen}
              >
                Look
              </button>
              <button type="button" onClick={() => follow(letter.eventId)}>
                Follow
              </button>
              {canEdit ? (
                <>
                  <button type="button" onClick={() => void settle(letter, 'replay')}>
                    Replay
                  </button>
                  {sure === name ? (
                    <button
                      type="button"
                      class="primary is-danger"
                      onClick={() => void settle(letter, 'discard')}
                    >
                      Give it up for good
                    </button>
                  ) : (
                    <button type="button" onClick={() => setSure(name)}>
                      Give up…
                    </button>
                  )}
                </>
              ) : null}
            </p>
            {isOpen ? (
              <div>
                {open.data === undefined ? null : <pre>{open.data}</pre>}
                {open.stack === undefined ? null : <pre class="muted">{open.stack}</pre>}
              </div>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
