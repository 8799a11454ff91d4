import type { PlannedFile } from '../generator.ts';
import type { PlanFiles } from './workshop.ts';

const source = 'src/runtime/typescript';

/** `runtime/`: the behaviour of every generated service, copied as it is. */
export const planRuntime: PlanFiles = ({ assets }, view) =>
  assets
    .list(source)
    .filter((name) => name.endsWith('.ts') && !/^testing|\.fixture\./.test(name))
    .map(
      (name): PlannedFile => ({
        path: `${view.folder}/src/generated/runtime/${name}`,
        owner: 'eda',
        inputs: [assets.version],
        content: () => assets.text(`${source}/${name}`),
      }),
    );
