import type { ElementKind } from '../../api.ts';
import type { OpenForm } from './change-forms.ts';

const actions: readonly (readonly [
  command: string,
  title: string,
  keys: string,
  kinds: readonly ElementKind[],
])[] = [
  ['subscribe', 'Subscribe…', 'S', ['service', 'external', 'event', 'command']],
  ['publish', 'Publish…', 'U', ['service', 'external', 'event', 'command']],
  ['new', 'New…', 'N', ['domain', 'saga']],
  ['rename', 'Rename…', 'R', ['service', 'external', 'event', 'command', 'projection']],
  ['move', 'Move…', 'M', ['service', 'external']],
  ['send', 'Send an example…', '', ['event', 'command']],
  ['version', 'New version…', 'V', ['event', 'command']],
  ['rename-saga-step', 'Rename a step…', '', ['saga']],
  ['delete-saga-step', 'Delete a step…', '', ['saga']],
  ['delete', 'Delete…', 'Del', ['service', 'external', 'event', 'command', 'projection']],
];

/** What can be done to a kind of thing. */
export function EditActions({
  kind,
  run,
}: {
  readonly kind: ElementKind;
  readonly run: (command: string) => void;
}) {
  return (
    <>
      {actions
        .filter(([, , , kinds]) => kinds.includes(kind))
        .map(([command, title, keys]) => (
          <button
            key={command}
            type="button"
            onClick={() => run(command)}
            title={keys === '' ? undefined : keys}
          >
            {title}
          </button>
        ))}
    </>
  );
}

/** By the title of a list of relations: which form ends one of them. */
const unlinks: {
  readonly [title: string]: ((name: string, other: string) => OpenForm) | undefined;
} = {
  publishes: (service, event) => ({ form: 'unpublish', values: { service, event } }),
  takes: (service, event) => ({ form: 'unsubscribe', values: { service, event } }),
  'published by': (event, service) => ({ form: 'unpublish', values: { service, event } }),
  'taken by': (event, service) => ({ form: 'unsubscribe', values: { service, event } }),
};

/** Ends a relation, where it is one that people write down. */
export function UnlinkButton({
  title,
  name,
  other,
  openForm,
}: {
  readonly title: string;
  readonly name: string;
  readonly other: string;
  readonly openForm: (form: OpenForm) => void;
}) {
  const form = unlinks[title]?.(name, other);
  return form === undefined ? null : (
    <button
      type="button"
      class="quiet unlink"
      onClick={() => openForm(form)}
      aria-label={`End: ${name} ${title} ${other}`}
      title="End this"
    >
      ×
    </button>
  );
}
