import { elementId } from '../../draw/graph/graph.ts';
import { spacedDuration } from '../../draw/spaced-duration.ts';
import { variantsOf } from '../../generators/docs/per-environment.ts';
import type { Topic } from '../../model/architecture.ts';
import { resolveTopic } from '../../model/settings.ts';
import { type HtmlPart, html, joined } from '../html.ts';
import type { Site } from '../site-input.ts';
import { code, table } from './text.ts';
import type { Things } from './things.ts';

/** How brokers carry a topic, environment by environment. `event`: the one whose page it stands on. */
export function topicSection(
  topic: Topic,
  { architecture }: Site,
  { link, prose }: Things,
  event?: string,
): HtmlPart {
  const others = topic.events.filter((name) => name !== event);
  return [
    // What carries this event alone is told of here; on its own page a topic does not lead to itself.
    html`<p>${event === undefined || topic.events.length === 1 ? code(topic.name) : link(elementId.topic(topic.name))}</p>`,
    prose(topic.description, 2),
    table(
      'The topic on its brokers',
      ['Environment', 'Broker', 'Address', 'Partitions', 'Kept for', 'Also'],
      variantsOf(architecture, (environment): readonly HtmlPart[] => {
        const { values } = resolveTopic(architecture, topic, environment);
        const type = architecture.environments[environment]?.brokers[values.broker]?.type;
        const also = [
          ...(values.ordered ? ['ordered by key'] : []),
          ...(values.compact ? ['compacted'] : []),
          ...(values.ttl === undefined ? [] : [`messages expire after ${spacedDuration(values.ttl)}`]),
          ...(values.encoding === 'avro' ? ['Avro'] : []),
        ];
        return [
          type === undefined ? values.broker : `${values.broker} (${type})`,
          code(values.address),
          values.partitions,
          values.retention === 'forever' ? 'ever' : spacedDuration(values.retention),
          also.join(', '),
        ];
      }).map(({ value, environments }) => [environments.join(', ') || 'all', ...value]),
    ),
    ...(others.length === 0
      ? []
      : [
          html`<p>It carries ${event === undefined ? undefined : 'also '}${joined(
            others.map((name) => link(elementId.event(name))),
            ', ',
          )}.</p>`,
        ]),
  ];
}
