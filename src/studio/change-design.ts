import type { ApiError } from './api.ts';
import { numberDiagnostics } from './describe/list-problems.ts';
import type { DesignStore, ReadState, StudioProject } from './design-store.ts';
import type { Refusal, StudioOperation } from './edits/operation.ts';
import { type PlannedTexts, planOperation, spliceTexts } from './edits.ts';
import type { ApiAnswer, ApiRequest } from './server/start-server.ts';

export interface ChangeContext {
  readonly project: StudioProject;
  readonly store: DesignStore;
  readonly readOnly: boolean;
  readonly reload: () => Promise<void>;
}

/**
 * Requests that change the texts of the design: `fix` mends a finding, `operation` carries one out, or shows with
 * `preview` what it would change. Each says by `If-Match` what revision it was made for; where the texts are others by
 * now it gets 412, and nothing is written.
 */
export async function change(request: ApiRequest, context: ChangeContext): Promise<ApiAnswer | undefined> {
  const { path, body, ifMatch } = request;
  if (path !== 'fix' && path !== 'operation') return undefined;
  const { store, readOnly } = context;
  if (readOnly) return failure(403, 'this studio is read-only');
  await context.reload();
  const state = store.state();
  if (state === undefined || state.revision !== store.revision())
    return failure(409, 'the design on disk can\u2019t be read', 'mend it in your editor first');
  if (ifMatch !== state.revision)
    return failure(412, 'the design has changed meanwhile', 'look at what is there now, and try again');
  const asked = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly [key: string]: unknown;
  };
  const planned =
    path === 'fix' ? planFix(asked.fingerprint, state, context) : planAsked(asked.operation, state, context);
  if (!planned.ok) return failure(422, planned.reason, planned.help);
  if (asked.preview === true) return { status: 200, body: { files: planned.files } };
  if (!context.project.write(planned.files))
    return failure(412, 'the design has changed meanwhile', 'look at what is there now, and try again');
  await context.reload();
  return { status: 200, body: { revision: store.revision(), files: planned.files } };
}

function planFix(
  fingerprint: unknown,
  { diagnostics, design, source }: ReadState,
  { project }: ChangeContext,
): PlannedTexts | Refusal {
  const found = numberDiagnostics(diagnostics).find((one) => one.fingerprint === fingerprint);
  const fix = found?.diagnostic.fix;
  if (fix === undefined) return { ok: false, reason: 'there is no such finding, or nothing that mends it' };
  return spliceTexts(fix.edits, { architecture: design.architecture, source, root: project.file });
}

const kinds: { readonly [kind in StudioOperation['kind']]: readonly string[] } = {
  'add-domain': ['name'],
  'add-service': ['name', 'domain'],
  'add-event': ['name', 'as'],
  'rename-event': ['from', 'to'],
  'rename-service': ['from', 'to'],
  'add-subscription': ['service', 'event'],
  'remove-subscription': ['service', 'event'],
  'add-publication': ['service', 'event'],
  'remove-publication': ['service', 'event'],
  'delete-event': ['name'],
  'delete-service': ['name'],
  'move-service': ['name', 'domain'],
  'version-event': ['name'],
};

function planAsked(
  operation: unknown,
  { design, source }: ReadState,
  { project }: ChangeContext,
): PlannedTexts | Refusal {
  if (!isOperation(operation))
    return { ok: false, reason: 'there is no such operation, or it says too little' };
  return planOperation(
    operation,
    { architecture: design.architecture, source, root: project.file },
    project.files,
  );
}

function isOperation(value: unknown): value is StudioOperation {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, ...told } = value as { readonly [key: string]: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) return false;
  const isText = (key: string): boolean =>
    typeof told[key] === 'string' && (told[key] as string).length <= 500;
  const isRightKind =
    kind !== 'add-event' || ['notification', 'document', 'command'].includes(String(told.as));
  const optional = ['summary', 'publisher'].every((key) => told[key] === undefined || isText(key));
  return kinds[kind as StudioOperation['kind']].every(isText) && isRightKind && optional;
}

function failure(status: number, error: string, help?: string): ApiAnswer {
  return { status, body: { error, ...(help === undefined ? {} : { help }) } satisfies ApiError };
}
