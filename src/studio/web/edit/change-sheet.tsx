import { useState } from 'preact/hooks';
import type { StudioDesign } from '../../api.ts';
import type { StudioOperation } from '../../edits/operation.ts';
import type { Failure } from '../api-client.ts';
import { ProblemItem } from '../problems.tsx';
import { useDialog } from '../use-dialog.ts';
import {
  changeForms,
  type FormField,
  type FormValues,
  findForm,
  newForms,
  type OpenForm,
} from './change-forms.ts';
import { DiffView } from './diff-view.tsx';
import { GeneratedView } from './generated-view.tsx';
import { usePreview } from './use-preview.ts';

export interface ChangeSheetProps {
  readonly design: StudioDesign;
  readonly open: OpenForm;
  /** Gives the reason where it was not done and the sheet stays. */
  readonly apply: (operation: StudioOperation, revision: string) => Promise<Failure | undefined>;
  readonly close: () => void;
}

/** One change: what has to be told, what it would do to the texts and to what is generated, and doing it. */
export function ChangeSheet({ design, open, apply, close }: ChangeSheetProps) {
  const dialog = useDialog((opened) => {
    const field = opened.querySelector<HTMLInputElement>('[data-first]');
    (field ?? opened.querySelector<HTMLElement>('button[type=submit]'))?.focus();
    field?.select?.();
  });
  const [id, setId] = useState(open.form);
  const [values, setValues] = useState<FormValues>(open.values);
  const [refused, setRefused] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const form = findForm(id) ?? changeForms[0];
  if (form === undefined) return null;
  const filled = withDefaults(form.fields, values, design);
  const isComplete = form.fields.every(({ name, optional }) => optional === true || filled[name]?.trim());
  const isSame = 'from' in filled && filled.from === filled.to && 'to' in filled;
  const operation = isComplete && !isSame ? form.operation(filled) : undefined;
  const { shown, generated, failure } = usePreview(operation, design.revision);
  const told = refused ?? failure;
  const firstOpen = form.fields.find(({ name }) => name === 'to' || !open.values[name]) ?? form.fields[0];

  const submit = async (): Promise<void> => {
    if (operation === undefined || shown === undefined || isBusy) return;
    setBusy(true);
    const reason = await apply(operation, shown.revision);
    setBusy(false);
    if (reason === undefined) close();
    else setRefused(reason);
  };
  return (
    <dialog ref={dialog} class="sheet" onClose={close} aria-labelledby="sheet-title">
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        onKeyDown={(event) => {
          // Enter in a list of choices means the same as in a field; the space bar opens the list.
          if (event.key !== 'Enter' || !(event.target instanceof HTMLSelectElement)) return;
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id="sheet-title">{form.title}</h2>
        {newForms.includes(form) ? (
          <fieldset class="choices">
            <legend class="hidden">What is new</legend>
            {newForms.map((one) => (
              <label key={one.id}>
                <input
                  type="radio"
                  name="form"
                  checked={one.id === id}
                  onChange={() => {
                    setId(one.id);
                    setRefused(undefined);
                  }}
                />
                {one.title.replace(/^New /, '')}
              </label>
            ))}
          </fieldset>
        ) : null}
        <div class="form-fields">
          {form.fields.map((field) => (
            <Field
              key={field.name}
              field={field}
              isFirst={field === firstOpen}
              value={filled[field.name] ?? ''}
              choices={field.choices?.(design, filled)}
              put={(value) => {
                setRefused(undefined);
                setValues({ ...filled, [field.name]: value });
              }}
            />
          ))}
        </div>
        <div class="preview" role="status" aria-live="polite">
          {told === undefined ? null : (
            <p class="refused">
              {told.message}
              {told.help === undefined ? null : <span class="muted"> {told.help}</span>}
            </p>
          )}
          {shown === undefined ? (
            told === undefined && operation !== undefined ? (
              <p class="muted">Planning…</p>
            ) : null
          ) : (
            <>
              {shown.reaches.length === 0 ? null : (
                <p>
                  Taken by <strong>{shown.reaches.join(', ')}</strong>
                  {form.deletes ? ': their subscriptions go as well.' : '.'}
                </p>
              )}
              <DiffView files={shown.files} />
              {shown.breaks.length === 0 ? null : (
                <section>
                  <h3>What would be wrong then</h3>
                  <ul class="problem-list">
                    {shown.breaks.map((problem) => (
                      <ProblemItem
                        key={problem.fingerprint}
                        problem={problem}
                        canFix={false}
                        fix={() => {}}
                      />
                    ))}
                  </ul>
                </section>
              )}
              <GeneratedView generated={generated} />
            </>
          )}
        </div>
        <footer>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button
            type="submit"
            class={form.deletes ? 'primary is-danger' : 'primary'}
            disabled={operation === undefined || shown === undefined || isBusy}
          >
            {form.deletes ? 'Delete' : 'Write'}
          </button>
        </footer>
      </form>
    </dialog>
  );
}

function Field({
  field,
  isFirst,
  value,
  choices,
  put,
}: {
  readonly field: FormField;
  readonly isFirst: boolean;
  readonly value: string;
  readonly choices: readonly string[] | undefined;
  readonly put: (value: string) => void;
}) {
  const mark = { id: `field-${field.name}`, ...(isFirst ? { 'data-first': true } : {}) };
  return (
    <div class="form-field">
      <label for={mark.id}>
        {field.label}
        {field.optional ? <span class="muted"> (if any)</span> : null}
      </label>
      {choices === undefined ? (
        <input
          {...mark}
          type="text"
          value={value}
          placeholder={field.hint}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => put(event.currentTarget.value)}
        />
      ) : (
        <select {...mark} value={value} onChange={(event) => put(event.currentTarget.value)}>
          {value !== '' && choices.includes(value) && !field.optional ? null : (
            <option value="">{field.optional ? 'none' : 'choose…'}</option>
          )}
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** A choice of one is made. */
function withDefaults(fields: readonly FormField[], values: FormValues, design: StudioDesign): FormValues {
  const filled: { [field: string]: string } = {};
  for (const { name, choices, optional } of fields) {
    const value = values[name] ?? '';
    const open = choices?.(design, values);
    const [only, ...others] = open ?? [];
    const isUnknown = open !== undefined && !open.includes(value);
    filled[name] =
      isUnknown && !optional && others.length === 0 && only !== undefined ? only : isUnknown ? '' : value;
  }
  return { ...values, ...filled };
}
