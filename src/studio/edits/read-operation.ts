import type { StudioOperation } from './operation.ts';

/** What each operation has to say; all of it are names. */
const needed: { readonly [kind in StudioOperation['kind']]: readonly string[] } = {
  'add-domain': ['name'],
  'add-service': ['name', 'domain'],
  'add-event': ['name', 'as'],
  'rename-event': ['from', 'to'],
  'rename-service': ['from', 'to'],
  'add-subscription': ['service', 'event'],
  'remove-subscription': ['service', 'event'],
  'change-subscription': ['service', 'from', 'to'],
  'add-publication': ['service', 'event'],
  'remove-publication': ['service', 'event'],
  'delete-event': ['name'],
  'delete-service': ['name'],
  'move-service': ['name', 'domain'],
  'version-event': ['name'],
  'add-projection': ['name', 'service', 'event'],
  'rename-projection': ['from', 'to'],
  'delete-projection': ['name'],
  'add-saga-step': ['saga', 'name', 'succeeds'],
  'rename-saga-step': ['saga', 'from', 'to'],
  'delete-saga-step': ['saga', 'name'],
};

const optional = ['summary', 'publisher', 'fails', 'command', 'compensate', 'service', 'compensated'];

/** An operation as somebody sent it; undefined where it is none, or says too little or too much. */
export function readOperation(value: unknown): StudioOperation | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, ...told } = value as { readonly [key: string]: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(needed, kind)) return undefined;
  const isText = (key: string): boolean =>
    typeof told[key] === 'string' && (told[key] as string).length <= 500;
  const isRightKind =
    kind !== 'add-event' || ['notification', 'document', 'command'].includes(String(told.as));
  const isComplete = needed[kind as StudioOperation['kind']].every(isText);
  const isFit = optional.every((key) => told[key] === undefined || isText(key));
  return isComplete && isRightKind && isFit ? (value as StudioOperation) : undefined;
}

/** Whether an operation takes things away, with all that speaks of them. */
export function isDeletion({ kind }: StudioOperation): boolean {
  return kind.startsWith('delete-');
}
