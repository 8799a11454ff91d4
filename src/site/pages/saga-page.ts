import { elementId } from '../../draw/graph/graph.ts';
import { spacedDuration } from '../../draw/spaced-duration.ts';
import type { Saga } from '../../model/architecture.ts';
import { findSagaPaths, isSilence, type SagaPath } from '../../model/saga-paths.ts';
import type { Painter } from '../draw-pictures.ts';
import { type HtmlPart, html, joined } from '../html.ts';
import { changesOfElement } from '../parts/change-list.ts';
import { figure } from '../parts/figure.ts';
import { thingHeading } from '../parts/heading.ts';
import { printPage } from '../parts/page.ts';
import { badge, code, factList, table } from '../parts/text.ts';
import { createThings, type Things } from '../parts/things.ts';
import { summaryOf } from '../read-descriptions.ts';
import type { Site, SiteFile } from '../site-input.ts';

/** `sagas/<saga>.html`: the steps of a saga, how each is undone, and every way that a run can take. */
export async function sagaPage(
  saga: Saga,
  domain: string | undefined,
  site: Site,
  painter: Painter,
): Promise<SiteFile> {
  const { architecture, index, paths } = site;
  const path = paths.pageOf('saga', saga.name);
  const things = createThings(site, path);
  const element = elementId.saga(saga.name);
  const scene = await painter.saga(saga.name);
  const ways = findSagaPaths(saga, architecture, index);
  return printPage(
    {
      path,
      title: saga.name,
      element,
      ...(domain === undefined ? {} : { domain }),
      ...summaryOf(saga.description, site),
      heading: [
        thingHeading('saga', saga.name, {
          badges: [badge(saga.style)],
          text: things.prose(saga.description),
        }),
        factList(factsOf(saga, things)),
      ],
      sections: [
        { id: 'picture', title: 'States', body: figure(scene, `States of ${saga.name}`, things, element) },
        {
          id: 'steps',
          title: 'Steps',
          count: saga.steps.length,
          body: [stepsOf(saga, things), undoText(saga)],
        },
        {
          id: 'runs',
          title: 'Every way that a run can take',
          count: ways.length,
          body: ways.map((way) => wayPart(way, things)),
        },
        { id: 'changes', title: 'Changes', body: changesOfElement(element, site, things) },
      ],
    },
    site,
    things,
  );
}

function factsOf(saga: Saga, { link }: Things): Parameters<typeof factList>[0] {
  const keys = Object.entries(saga.keys);
  return [
    ['Coordinator', saga.style === 'orchestration' ? link(elementId.service(saga.coordinator)) : undefined],
    ['Key', code(saga.key.join('.'))],
    [
      'Key elsewhere',
      joined(
        keys.map(([event, key]) => html`${code(key.join('.'))} in ${link(elementId.event(event))}`),
        ', ',
      ),
    ],
    ['Starts with', link(elementId.event(saga.starts))],
    ['Completes with', link(elementId.event(saga.completes))],
    ['Aborts with', link(elementId.event(saga.aborts))],
    [
      'Time in all',
      saga.style === 'choreography' && saga.timeout !== undefined ? spacedDuration(saga.timeout) : undefined,
    ],
  ];
}

function stepsOf(saga: Saga, { link }: Things): HtmlPart {
  const event = (name: string | undefined, none: string): HtmlPart =>
    name === undefined ? none : link(elementId.event(name));
  const nothing = 'nothing to undo';
  if (saga.style === 'choreography')
    return table(
      'Steps',
      ['Step', 'Service', 'Succeeds with', 'Fails with', 'Undone with'],
      saga.steps.map(({ name, service, succeeds, fails, compensated }) => [
        name,
        link(elementId.service(service)),
        event(succeeds, ''),
        event(fails, 'never'),
        event(compensated, nothing),
      ]),
    );
  return table(
    'Steps',
    ['Step', 'Command', 'Succeeds with', 'Fails with', 'Undone by', 'Time'],
    saga.steps.map(({ name, command, succeeds, fails, compensation, timeout }) => [
      name,
      event(command, ''),
      event(succeeds, ''),
      event(fails, 'never'),
      compensation === undefined
        ? nothing
        : html`${event(compensation.command, '')}, done with ${event(compensation.done, '')}`,
      timeout === undefined ? 'no limit' : spacedDuration(timeout),
    ]),
  );
}

function undoText({ style }: Saga): HtmlPart {
  return style === 'orchestration'
    ? html`<p>When a step fails, the steps before it are undone, last first, one at a time. A step without an answer in time is undone as well: nobody knows whether it happened.</p>`
    : html`<p>When a step fails, the saga aborts, and every service that has done its part undoes it.</p>`;
}

function wayPart({ title, moments, end, event }: SagaPath, { link }: Things): HtmlPart {
  const who = (service: string | undefined): HtmlPart =>
    service === undefined ? 'nobody in this design' : link(elementId.service(service));
  return html`
    <details><summary><span class="clause">${title}</span> ${badge(end === 'never' ? 'never ends' : end, end === 'completed' ? 'fine' : end === 'never' ? 'error' : 'warning')}</summary>
    <ol class="way">
    ${moments.map((moment) =>
      isSilence(moment)
        ? html`<li>${who(moment.service)} hears nothing of ${moment.step}${moment.timeout === undefined ? ', and waits for ever' : ` for ${spacedDuration(moment.timeout)}`}</li>`
        : html`<li>${who(moment.from)} ${moment.kind === 'command' ? 'sends' : 'publishes'} ${link(elementId.event(moment.event))} to ${who(moment.to)}</li>`,
    )}
    ${event === undefined ? html`<li>nothing ends it</li>` : html`<li>${end}: ${link(elementId.event(event))}</li>`}
    </ol></details>`;
}
