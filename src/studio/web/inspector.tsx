import { drawableText } from '../../draw/scene/measure-text.ts';
import type { ElementDetail, StudioProblem } from '../api.ts';
import { DeliveryTimeline } from './delivery-timeline.tsx';
import type { OpenForm } from './edit/change-forms.ts';
import { EditActions, UnlinkButton } from './edit/edit-actions.tsx';
import { KindIcon, LineIcon } from './icon.tsx';
import { kindLooks } from './kinds.ts';
import { ProblemItem } from './problems.tsx';
import { RichTextView } from './rich-text.tsx';
import { SourceView } from './source-view.tsx';

export interface InspectorProps {
  readonly detail: ElementDetail;
  readonly environment: string;
  readonly problems: readonly StudioProblem[];
  readonly canFix: boolean;
  readonly select: (id: string) => void;
  readonly run: (command: string) => void;
  readonly openForm: (form: OpenForm) => void;
  readonly showSource: (file: string, line: number) => void;
  readonly fix: (problem: StudioProblem) => void;
}

/** Everything about one element: its contract, what happens to deliveries, who has to do with it, where it stands. */
export function Inspector({
  detail,
  environment,
  problems,
  canFix,
  select,
  run,
  openForm,
  showSource,
  fix,
}: InspectorProps) {
  const {
    kind,
    name,
    summary,
    description,
    facts,
    fields = [],
    operations = [],
    relations,
    deliveries,
    source,
    example,
  } = detail;
  const isEvent = kind === 'event' || kind === 'command';
  return (
    <section class="inspector" aria-label={`${kindLooks[kind].word} ${name}`}>
      <header>
        <KindIcon kind={kind} label />
        <div>
          <h2>{drawableText(name)}</h2>
          <p class="muted">
            {kindLooks[kind].word} · {source.file}:{source.firstLine}
          </p>
        </div>
        <button type="button" class="quiet" onClick={() => run('close-inspector')} aria-label="Close">
          <LineIcon name="close" />
        </button>
      </header>
      {summary === undefined ? null : (
        <p class="description" dir="auto">
          {summary}
        </p>
      )}
      {description === undefined ? null : (
        <div class="description">
          <RichTextView text={description} select={select} />
        </div>
      )}
      <div class="actions">
        <button type="button" onClick={() => run('focus')} title="F">
          <LineIcon name="focus" /> Focus
        </button>
        {isEvent ? (
          <button type="button" onClick={() => run('impact')} title="I">
            <LineIcon name="impact" /> Impact
          </button>
        ) : null}
        {canFix ? <EditActions kind={kind} run={run} /> : null}
      </div>
      {problems.length === 0 ? null : (
        <Section title="Problems" count={problems.length}>
          <ul class="problem-list">
            {problems.map((problem) => (
              <ProblemItem key={problem.fingerprint} problem={problem} canFix={canFix} fix={fix} />
            ))}
          </ul>
        </Section>
      )}
      <Section title={isEvent ? 'Contract' : 'About'}>
        <dl class="facts">
          {facts.map(({ label, value, element }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                {element === undefined ? (
                  value
                ) : (
                  <button type="button" class="link" onClick={() => select(element)}>
                    {value}
                  </button>
                )}
              </dd>
            </div>
          ))}
        </dl>
        {fields.length === 0 ? null : (
          <table class="fields">
            <caption class="hidden">Fields</caption>
            <thead>
              <tr>
                <th scope="col">field</th>
                <th scope="col">type</th>
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => (
                <tr key={`${field.path} ${field.type}`} title={field.description}>
                  <th scope="row" style={{ paddingLeft: `${field.depth * 14}px` }}>
                    <span class={field.deprecated ? 'is-deprecated' : ''}>{field.name}</span>
                    {field.required ? null : <span class="muted">?</span>}
                    {field.key ? <span class="tag">key</span> : null}
                    {field.personal ? <span class="tag is-personal">personal</span> : null}
                  </th>
                  <td>{field.type}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {example === undefined ? null : (
          <details>
            <summary>Example</summary>
            <pre>{example}</pre>
          </details>
        )}
      </Section>
      {relations.length === 0 ? null : (
        <Section title="Used by">
          {relations.map(({ title, items }) => (
            <div key={title} class="relation">
              <h4>
                {title} <span class="count">{items.length}</span>
              </h4>
              <ul>
                {items.map(({ element, name: other, note }) => (
                  <li key={`${element} ${note}`}>
                    <button type="button" class="link" onClick={() => select(element)}>
                      {drawableText(other)}
                    </button>
                    {note === undefined ? null : <span class="muted"> {note}</span>}
                    {canFix && note === undefined ? (
                      <UnlinkButton title={title} name={name} other={other} openForm={openForm} />
                    ) : null}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </Section>
      )}
      {operations.length === 0 ? null : (
        <Section title="Operations" count={operations.length}>
          <ul class="operations">
            {operations.map((operation) => (
              <li key={operation.name}>
                <strong>{operation.name}</strong> <code>{operation.call}</code>
                {operation.description === undefined ? null : (
                  <div class="description muted">
                    <RichTextView text={operation.description} select={select} />
                  </div>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {deliveries.length === 0 ? null : (
        <Section title={`Delivery in ${environment}`} count={deliveries.length}>
          {deliveries.map((delivery) => (
            <DeliveryTimeline
              key={`${delivery.service} ${delivery.event}`}
              delivery={delivery}
              title={isEvent ? delivery.service : delivery.event}
            />
          ))}
        </Section>
      )}
      <Section title="Source">
        <button type="button" class="link" onClick={() => showSource(source.file, source.firstLine)}>
          Open the text
        </button>
        <SourceView source={source} />
      </Section>
    </section>
  );
}

function Section({
  title,
  count,
  children,
}: {
  readonly title: string;
  readonly count?: number;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <details class="section" open>
      <summary>
        <h3>{title}</h3>
        {count === undefined ? null : <span class="count">{count}</span>}
      </summary>
      {children}
    </details>
  );
}
