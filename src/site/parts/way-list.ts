import { elementId } from '../../draw/graph/graph.ts';
import { type TraceStep, traceEvent } from '../../draw/trace.ts';
import { type Html, type HtmlPart, html, joined } from '../html.ts';
import type { Site } from '../site-input.ts';
import { code } from './text.ts';
import type { Things } from './things.ts';

/** What happens when an event is published, step by step, as far as the design knows. */
export function wayList(event: string, site: Site, things: Things): HtmlPart {
  const { steps, others, left } = traceEvent(site, site.reactions, event);
  return html`
    <ol class="way">${stagesOf(steps).map((stage) => html`<li>${stageText(stage, things)}</li>`)}</ol>
    ${others.length === 0 ? undefined : html`<p>Also published by ${joined(linksTo(others, things), ', ')}.</p>`}
    ${left === 0 ? undefined : html`<p class="muted">${left} further steps of what follows from it are not listed.</p>`}`;
}

/** What one service does at its turn: it publishes or takes an event, and what that leads to. */
interface Stage {
  readonly first: TraceStep;
  readonly then: readonly TraceStep[];
}

function stagesOf(steps: readonly TraceStep[]): readonly Stage[] {
  const stages: { first: TraceStep; then: TraceStep[] }[] = [];
  for (const step of steps) {
    const current = stages.at(-1);
    const follows = step.kind === 'call' || (step.kind === 'publish' && step.reaction);
    if (follows && current !== undefined && current.first.service === step.service) current.then.push(step);
    else stages.push({ first: step, then: [] });
  }
  return stages;
}

function stageText({ first, then }: Stage, things: Things): Html {
  const events = then.flatMap((step) => (step.kind === 'publish' ? [step.event] : []));
  const calls = then.flatMap((step) => (step.kind === 'call' ? [step] : []));
  return html`
    ${firstText(first, things)}${
      calls.length === 0
        ? undefined
        : html`; it may ask ${joined(
            calls.map((call) => callText(call, things)),
            ', ',
          )}`
    }${
      events.length === 0
        ? undefined
        : html`; it may publish ${joined(
            events.map((name) => things.link(elementId.event(name))),
            ', ',
          )}`
    }`;
}

function firstText(step: TraceStep, things: Things): Html {
  const { link } = things;
  const who =
    step.service === undefined ? 'Somebody outside of this design' : link(elementId.service(step.service));
  switch (step.kind) {
    case 'publish':
      return step.reaction
        ? html`${who} may publish ${link(elementId.event(step.event))}`
        : html`${who} publishes it${step.outbox ? ': its data and the event are stored in one transaction' : undefined}`;
    case 'take':
      return html`${who} takes ${link(elementId.event(step.event))}${step.inbox ? ' and handles it once' : undefined}${endText(step)}${
        step.why === undefined ? undefined : html` <span class="muted" dir="auto">(${step.why})</span>`
      }`;
    case 'call':
      return html`${who} may ask ${callText(step, things)}`;
  }
}

function callText({ to, operation }: Extract<TraceStep, { kind: 'call' }>, { link }: Things): Html {
  return html`${link(elementId.service(to))} for ${code(operation)}`;
}

function endText({ giveUp }: Extract<TraceStep, { kind: 'take' }>): HtmlPart {
  if (giveUp === undefined || giveUp.deadLetter === 'none') return undefined;
  return html`, or, after ${giveUp.attempts} failed attempts, gives it up to ${code(giveUp.deadLetter)}`;
}

function linksTo(services: readonly string[], { link }: Things): readonly Html[] {
  return services.map((name) => link(elementId.service(name)));
}
