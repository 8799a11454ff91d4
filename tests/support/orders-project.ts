import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateInto } from '../generated/generated-system.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type SagaStyle = 'orchestration' | 'choreography';

/**
 * A project of the orders example inside of the repository, so that its services find their packages; the choreographed
 * one has the design, and the code around the saga, of `examples/orders-choreography` in place of the example's.
 * @param edit changes the design
 * @param python of a virtual environment: the order service is the one in Python, and runs there
 * @returns its folder
 */
export async function makeOrders(
  style: SagaStyle,
  edit: (design: string) => string = (design) => design,
  python?: string,
): Promise<string> {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const project = mkdtempSync(join(root, `.cache/orders-${style}-`));
  const example = join(root, 'examples/orders');
  const isOrchestrated = style === 'orchestration';
  cpSync(example, project, {
    recursive: true,
    filter: (path) => {
      const file = relative(example, path).split(sep).join('/');
      if (/(^|\/)(\.eda|node_modules|dist)$/.test(file)) return false;
      if (python !== undefined && inOtherWords.test(file)) return false;
      return isOrchestrated || !onlyOrchestrated.test(file);
    },
  });
  if (!isOrchestrated) cpSync(join(root, 'examples/orders-choreography'), project, { recursive: true });
  if (python !== undefined) putInPython(project, isOrchestrated, python);
  const spec = join(project, 'eda.yaml');
  writeFileSync(spec, edit(readFileSync(spec, 'utf8')));
  await generateInto(project);
  return project;
}

/** Lays the order service in Python over the one in TypeScript, whose design is the same but for its language. */
function putInPython(project: string, isOrchestrated: boolean, python: string): void {
  const example = join(root, 'examples/orders-python');
  rmSync(join(project, 'services/order-service'), { recursive: true, force: true });
  cpSync(join(example, 'services'), join(project, 'services'), {
    recursive: true,
    filter: (path) => isOrchestrated || !/order_fulfilment[\\/](inventory|payments|shipping)_/.test(path),
  });
  const spec = join(project, 'eda.yaml');
  const text = readFileSync(spec, 'utf8');
  writeFileSync(spec, text.replace('\n  order-service:\n', '\n  order-service:\n    language: python\n'));
  symlinkSync(dirname(dirname(python)), join(project, '.venv'));
}

/** What another design makes anew. */
const inOtherWords = /^(eda\.lock|docs|asyncapi|infra)$|\/(generated|migrations\/eda|test)$/;

/** What follows from the design, and what is written for the saga. */
const onlyOrchestrated =
  /^(eda\.lock|docs|asyncapi|infra)$|\/(generated|migrations\/eda|sagas|test)$|\/handlers\/(inventory|payments|shipping)-/;

/** Makes every step, and a choreography as a whole, wait for so many seconds. */
export function waiting(seconds: number): (design: string) => string {
  return (design) => design.replace(/timeout: \d+[sm]/g, `timeout: ${seconds}s`);
}
