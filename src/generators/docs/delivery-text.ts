import { durationText } from '../../draw/duration-text.ts';
import type { Service, Subscription } from '../../model/architecture.ts';
import { resolveSubscription } from '../../model/settings.ts';
import { printMarkdown, printMarkdownCode } from '../../print/markdown.ts';
import { pathText } from './data-section.ts';
import type { DocsInput } from './docs-input.ts';
import type { Links } from './links.ts';
import { perEnvironment } from './per-environment.ts';

/** Columns of `deliveryCells`. */
export const deliveryHead = ['Retries', 'Timeout', 'Given up'] as const;

/** How a service takes an event: attempts, time for each, and where a message goes that it can't handle. */
export function deliveryCells(
  { architecture }: DocsInput,
  service: Service,
  subscription: Subscription,
): string[] {
  if (service.external) return ['', '', ''];
  const cell = (textOf: (settings: ReturnType<typeof resolveSubscription>['values']) => string): string =>
    perEnvironment(architecture, (environment) =>
      textOf(resolveSubscription(architecture, service, subscription, environment).values),
    );
  return [
    cell(({ retry: { attempts, backoff, wait } }) =>
      attempts === 1
        ? 'none'
        : `${attempts} attempts, ${backoff === 'exponential' ? 'waits up to' : 'waits of'} ${durationText(wait)}`,
    ),
    cell(({ timeout }) => durationText(timeout)),
    cell(({ deadLetter }) => (deadLetter === 'none' ? '**lost**' : `to ${printMarkdownCode(deadLetter)}`)),
  ];
}

/** Why a service takes an event, and what it looks at. */
export function reasonCell(subscription: Subscription, links: Links): string {
  const { origin, description, when, uses } = subscription;
  return [
    description === undefined ? '' : printMarkdown(description),
    origin.kind === 'projection' ? `projection ${printMarkdown(origin.name)}` : '',
    origin.kind === 'saga' ? `saga ${links.saga(origin.name)}` : '',
    when === undefined ? '' : `only when ${printMarkdownCode(when)}`,
    uses === undefined ? '' : `uses ${uses.map(pathText).join(', ') || 'no data'}`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}
