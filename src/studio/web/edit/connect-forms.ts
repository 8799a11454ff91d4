import type { ElementSummary } from '../../api.ts';
import type { OpenForm } from './change-forms.ts';

/** What a line from one thing to another means; undefined: nothing. To nothing: something new at its end. */
export function formForLink(
  elements: readonly ElementSummary[],
  fromId: string,
  toId: string,
): OpenForm | undefined {
  const from = elements.find(({ id }) => id === fromId);
  const to = elements.find(({ id }) => id === toId);
  if (from === undefined) return undefined;
  const [first, second] = [roleOf(from), roleOf(to)];
  if (first === 'service' && second === 'event' && to !== undefined)
    return { form: 'publish', values: { service: from.name, event: to.name } };
  if (first === 'event' && second === 'service' && to !== undefined)
    return { form: 'subscribe', values: { service: to.name, event: from.name } };
  if (first === 'service' && second === 'domain' && to !== undefined)
    return { form: 'move', values: { name: from.name, domain: to.name } };
  if (first === 'event' && second === 'projection' && to !== undefined) return undefined;
  if (first === 'service' && to === undefined)
    return { form: 'new-event', values: { publisher: from.name, name: `${from.domain}.` } };
  if (first === 'event' && to === undefined) return { form: 'new-service', values: { domain: from.domain } };
  return undefined;
}

function roleOf(element: ElementSummary | undefined): string {
  switch (element?.kind) {
    case 'event':
    case 'command':
      return 'event';
    case 'service':
    case 'external':
      return 'service';
    default:
      return element?.kind ?? '';
  }
}
