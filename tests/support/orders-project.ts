import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathFrom } from '../../src/spec/path-shape.ts';
import { generateInto } from '../generated/generated-system.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type SagaStyle = 'orchestration' | 'choreography';

/**
 * A project of the orders example inside of the repository, so that its services find their packages; the choreographed
 * one has the design, and the code around the saga, of `examples/orders-choreography` in place of the example's.
 * @param edit changes the design
 * @param python of a virtual environment: all services are those in Python, and run there
 * @returns its folder
 */
export async function makeOrders(
  style: SagaStyle,
  edit: (design: string) => string = (design) => design,
  python?: string,
): Promise<string> {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const project = mkdtempSync(join(root, `.cache/orders-${style}-`));
  const isPython = python !== undefined;
  const unwanted = style === 'orchestration' ? [] : [onlyOrchestrated];
  copyInto(project, 'orders', isPython ? [allButDesignAndTests] : unwanted);
  if (isPython) copyInto(project, 'orders-python', unwanted);
  if (style === 'choreography') copyInto(project, 'orders-choreography', [isPython ? /\/src$/ : /\/app$/]);
  const spec = join(project, 'eda.yaml');
  const design = edit(readFileSync(spec, 'utf8'));
  writeFileSync(spec, isPython ? design.replace('defaults: {', '$& language: python,') : design);
  if (isPython) symlinkSync(dirname(dirname(python)), join(project, '.venv'));
  await generateInto(project);
  return project;
}

/** Copies an example over what is there, without what is unwanted, and what only running it makes. */
function copyInto(project: string, example: string, unwanted: readonly RegExp[]): void {
  const source = join(root, 'examples', example);
  cpSync(source, project, {
    recursive: true,
    filter: (path) => {
      const file = pathFrom(source, path);
      return [/(^|\/)(\.eda|node_modules|dist)$/, ...unwanted].every((pattern) => !pattern.test(file));
    },
  });
}

const allButDesignAndTests = /^(?!eda\.yaml$|tests(\/|$))./;

/** What follows from the design, and what is written for the saga. */
const onlyOrchestrated =
  /^(eda\.lock|docs|asyncapi|infra)$|\/(generated|migrations\/eda|src\/sagas|test)$|\/handlers\/(inventory|payments|shipping)[-_]|order_fulfilment\/(inventory|payments|shipping)_|(inventory|payment|shipping)-service\/tests$/;

/** Makes every step, and a choreography as a whole, wait for so many seconds. */
export function waiting(seconds: number): (design: string) => string {
  return (design) => design.replace(/timeout: \d+[sm]/g, `timeout: ${seconds}s`);
}
