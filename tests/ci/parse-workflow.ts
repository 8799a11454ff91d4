import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as parser from '@actions/workflow-parser';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** What GitHub's own parser has to say of a workflow, each with line and column: keys, permissions, expressions. */
export type FindWorkflowFaults = (name: string, content: string) => readonly string[];

/** Makes the parser loadable: it is published for bundlers, and imports JSON as only they do. */
export async function loadWorkflowParser(): Promise<FindWorkflowFaults> {
  const folder = mkdtempSync(join(tmpdir(), 'eda-workflow-'));
  try {
    const outfile = join(folder, 'parser.cjs');
    const stdin = { contents: "export * from '@actions/workflow-parser'", resolveDir: root };
    await build({ stdin, bundle: true, format: 'cjs', platform: 'node', outfile, logLevel: 'error' });
    const { parseWorkflow, NoOperationTraceWriter }: typeof parser = createRequire(outfile)(outfile);
    return (name, content) =>
      parseWorkflow({ name, content }, new NoOperationTraceWriter())
        .context.errors.getErrors()
        .map(({ message }) => message);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
