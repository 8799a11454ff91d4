import type { Path } from '../../../diagnostics/diagnostic.ts';
import { keysOfKind, valueAt } from './shape-schema.ts';
import { listKeys, yamlFlow, yamlText } from './wording.ts';

/** Where a key belongs that stands somewhere else. */
export interface Belonging {
  readonly message: string;
  readonly help: string;
  /** Keys at the same place with one cause are one fault. */
  readonly cause?: string;
  /** Keys of the same map that are meant: that they are missing is no fault of its own. */
  readonly meant?: readonly string[];
}

/** A key in the wrong place. */
export interface Misplaced {
  readonly kind: string;
  readonly key: string;
  /** Of the map that contains it. */
  readonly path: Path;
  readonly value: unknown;
  readonly root: unknown;
}

/** Says where a setting belongs. Each has one owner: the topic, the subscription, the service or the root. */
export function whereSettingBelongs(misplaced: Misplaced): Belonging | undefined {
  const { kind, key, path, root } = misplaced;
  const setting = settingOwner(key);
  if (setting === undefined) return undefined;
  const shown = `${key}: ${yamlFlow(misplaced.value)}`;
  const [, name = ''] = path.map(String);
  const event = kind === 'event' ? name : kind.startsWith('subscription') ? String(path[3]) : '<event>';
  if (kind === 'root') return belongsTo(key, '`defaults`', `write \`defaults: { ${shown} }\``);
  if (kind === 'domain' || kind === 'environment') {
    return setting === 'root'
      ? belongsTo(key, 'the `defaults` of the root file', `write it there: \`defaults: { ${shown} }\``)
      : belongsTo(key, '`defaults`', `write \`defaults: { ${shown} }\``);
  }
  if (setting === 'root')
    return belongsTo(key, 'the `defaults` of the root file', `write it there: \`defaults: { ${shown} }\``);
  if (setting === 'topic') {
    const topic = kind === 'event' || kind.startsWith('subscription') ? topicOf(event, root) : '<topic>';
    return belongsTo(key, 'the topic', `write \`topics: { ${topic}: { ${shown} } }\``);
  }
  if (setting === 'subscription') {
    if (kind === 'service' || kind === 'serviceDifference')
      return belongsTo(
        key,
        'its subscriptions',
        `write \`defaults: { ${shown} }\` for all of them, or in one under \`subscribes\``,
      );
    if (!['event', 'topic', 'topicDifference', 'serviceDefaults'].includes(kind)) return undefined;
    return belongsTo(
      key,
      'the subscription',
      `write \`services: { <service>: { subscribes: { ${event}: { ${shown} } } } }\``,
    );
  }
  if (kind === 'environmentDefaults' || kind === 'serviceDifference')
    return belongsTo(
      key,
      'the service, the same in all environments',
      `write \`services: { <service>: { ${shown} } }\``,
    );
  const service = path[0] === 'services' ? name : '<service>';
  return belongsTo(key, 'the service', `write \`services: { ${service}: { ${shown} } }\``);
}

function settingOwner(key: string): 'topic' | 'subscription' | 'service' | 'root' | undefined {
  if (key === 'topicPer') return 'root';
  if (keysOfKind('topicDifference').includes(key) || key === 'parameters') return 'topic';
  if (keysOfKind('serviceDefaults').includes(key)) return 'subscription';
  const others = ['topicPer', 'type', 'source', 'attributes'];
  if (!keysOfKind('rootDefaults').includes(key) || others.includes(key)) return undefined;
  return 'service';
}

/** The topic of an event as far as one file tells. */
function topicOf(event: string, root: unknown): string {
  const own = valueAt(root, ['events', event, 'topic']);
  if (typeof own === 'string') return yamlText(own);
  const commands = valueAt(root, ['events', event, 'kind']) === 'command' ? '.commands' : '';
  const parts = event.split('.');
  switch (valueAt(root, ['defaults', 'topicPer'])) {
    case 'entity':
      return `${parts.slice(0, 2).join('.')}${commands}`;
    case 'domain':
      return `${parts[0]}${commands}`;
    default:
      return event;
  }
}

/** "`key` belongs to place". */
export function belongsTo(key: string, place: string, help: string): Belonging {
  return { message: `${listKeys([key])} belongs to ${place}`, help };
}
