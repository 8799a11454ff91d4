import type { Architecture } from '../../model/architecture.ts';
import { printHeader } from '../../print/header.ts';
import type { Assets, PlannedFile } from '../generator.ts';
import type { AlertKind } from './alert.ts';

/** Page of a kind of alert, relative to the project. */
export function runbookPath(kind: AlertKind): string {
  return `docs/runbooks/${kind}.md`;
}

/** A page for each kind of alert: what it means, what to look at, what to do. */
export function runbookFiles(
  { system }: Architecture,
  kinds: readonly AlertKind[],
  assets: Assets,
): PlannedFile[] {
  return kinds.map((kind) => ({
    path: runbookPath(kind),
    owner: 'eda',
    content: () => printHeader('md', system.at.file) + assets.text(`templates/monitoring/${kind}.md`),
    inputs: [assets.version, system.at.file],
  }));
}
