import { useEffect, useState } from 'preact/hooks';
import type { EventExample, SentExample } from '../../api.ts';
import { get, post } from '../api-client.ts';
import { useDialog } from '../use-dialog.ts';

/** Sends an event with data that a person looked at; outside the local environment only after another word. */
export function SendSheet({
  event,
  sent,
  close,
}: {
  readonly event: string;
  readonly sent: (told: SentExample) => void;
  readonly close: () => void;
}) {
  const dialog = useDialog();
  const [example, setExample] = useState<EventExample>();
  const [data, setData] = useState('');
  const [isSure, setSure] = useState(false);
  const [refused, setRefused] = useState('');
  useEffect(() => {
    void get<EventExample>('example', new URLSearchParams({ event })).then((answer) => {
      if (!answer.ok) return setRefused(answer.failure.message);
      setExample(answer.value);
      setData(answer.value.data);
    });
  }, [event]);
  const submit = async (): Promise<void> => {
    const environment = isSure ? example?.environment : undefined;
    const answer = await post<SentExample>('send', { event, data, environment });
    if (answer.ok) {
      sent(answer.value);
      close();
    } else setRefused(answer.failure.message);
  };
  const isReady = example?.environment !== undefined && (!example.asks || isSure);
  return (
    <dialog ref={dialog} class="sheet" onClose={close} aria-labelledby="send-title">
      <form
        method="dialog"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          void submit();
        }}
      >
        <h2 id="send-title">Send {event}</h2>
        <label class="form-field" for="send-data">
          Data, as JSON
        </label>
        <textarea
          id="send-data"
          rows={12}
          spellcheck={false}
          value={data}
          onInput={(input) => {
            setData(input.currentTarget.value);
            setRefused('');
          }}
        />
        {example?.asks ? (
          <p>
            <label>
              <input type="checkbox" checked={isSure} onChange={() => setSure(!isSure)} /> This goes to the
              environment <strong>{example.environment}</strong>, which is not for trying things: I mean it
            </label>
          </p>
        ) : null}
        <div role="status" aria-live="polite">
          {example !== undefined && example.environment === undefined ? (
            <p class="refused">Nothing runs here: start eda dev in this project.</p>
          ) : null}
          {refused === '' ? null : <p class="refused">{refused}</p>}
        </div>
        <footer>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={!isReady}>
            Send{example?.environment === undefined ? '' : ` in ${example.environment}`}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
