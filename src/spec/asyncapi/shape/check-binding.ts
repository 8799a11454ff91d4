import type { Path } from '../../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../../diagnostics/suggest.ts';
import { isMap } from '../../is-map.ts';
import { explainFault } from './explain-fault.ts';
import { findFaults } from './find-faults.ts';
import { bindingTable } from './shapes.ts';

export type BindingObject = 'server' | 'channel' | 'operation' | 'message';

export interface BindingFault {
  /** Within the binding. */
  readonly path: Path;
  readonly on?: 'key';
  readonly message: string;
  readonly help?: string;
}

/**
 * Checks what an object says to a protocol against the official binding schemas (github.com/asyncapi/bindings), in the
 * version that it names. Without one, any version that takes it is right; the newest tells its faults.
 */
export function checkBinding(
  protocol: string,
  object: BindingObject,
  value: unknown,
): readonly BindingFault[] {
  const { protocols } = bindingTable();
  const known = Object.hasOwn(protocols, protocol) ? protocols[protocol] : undefined;
  if (known === undefined) {
    if (otherProtocols.has(protocol)) return [];
    return [
      {
        path: [],
        on: 'key',
        message: `there are no bindings of ${protocol}${didYouMean(protocol, [...Object.keys(protocols), ...otherProtocols])}`,
        help: 'a protocol without bindings of its own takes an extension: x-…',
      },
    ];
  }
  // A protocol that has no fields at this object yet: nothing but an empty map is defined.
  const versions = Object.entries(known[object] ?? {}).sort(([a], [b]) => compareVersions(b, a));
  if (versions.length === 0) return checkEmpty(protocol, object, value);
  const written = isMap(value) ? value.bindingVersion : undefined;
  if (typeof written !== 'string' || written === 'latest') {
    const results = versions.map(([version, shape]) => faultsOf(protocol, object, value, version, shape));
    return results.find((faults) => faults.length === 0) ?? results[0] ?? [];
  }
  // Between two that are known, or before the first: read as the next one.
  const fitting = versions.filter(([version]) => compareVersions(version, written) >= 0).at(-1);
  if (fitting === undefined || !/^[0-9]+\.[0-9]+\.[0-9]+$/.test(written)) {
    return [
      {
        path: ['bindingVersion'],
        message: `the ${object} binding of ${protocol} has no version ${written}`,
        help: `known are ${versions.map(([version]) => version).join(', ')}`,
      },
    ];
  }
  return faultsOf(protocol, object, value, ...fitting);
}

/** Whether the specification knows bindings of a protocol, with fields or without. */
export function hasBindings(protocol: string): boolean {
  return Object.hasOwn(bindingTable().protocols, protocol) || otherProtocols.has(protocol);
}

/** Named by the specification without a schema of their own. */
const otherProtocols: ReadonlySet<string> = new Set(['mqtt5', 'ibmmq', 'stomp', 'redis', 'mercure', 'amqp1']);

function checkEmpty(protocol: string, object: BindingObject, value: unknown): readonly BindingFault[] {
  if (!isMap(value)) return [{ path: [], message: `the ${object} binding of ${protocol} is not a map` }];
  const fields = Object.keys(value).filter((key) => !key.startsWith('x-') && key !== 'bindingVersion');
  const [first, ...others] = fields;
  if (first === undefined) return [];
  // That nothing belongs there is one fault, however much stands there.
  return [
    {
      path: [first],
      on: 'key',
      message: `${protocol} defines no fields for ${object}s: ${fields.join(', ')} ${others.length === 0 ? 'means' : 'mean'} nothing here`,
      help: `take ${others.length === 0 ? 'it' : 'them'} out, or write x-… for what tools of your own read`,
    },
  ];
}

function faultsOf(
  protocol: string,
  object: BindingObject,
  value: unknown,
  version: string,
  shape: number,
): readonly BindingFault[] {
  const { shapes } = bindingTable();
  const name = `the ${object} binding of ${protocol}`;
  return findFaults(value, shapes[shape] ?? true, () => {}).map((fault) => {
    const { message, help, at } = explainFault(fault, value, `version ${version} of the binding`, name);
    return {
      path: at.path,
      ...(at.on === undefined ? {} : { on: at.on }),
      message: message.includes(name) ? message : `${name}: ${message}`,
      ...(help === undefined ? {} : { help }),
    };
  });
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
