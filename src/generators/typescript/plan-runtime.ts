import type { Assets, PlannedFile } from '../generator.ts';
import type { PlanFiles, RuntimeFile } from './workshop.ts';

const source = 'src/runtime/typescript';

/** `runtime/`: the behaviour of every generated service, copied as it is. */
export const planRuntime: PlanFiles = ({ runtime }, view) =>
  runtime.map(
    ({ name, ...file }): PlannedFile => ({
      path: `${view.folders.generated}/runtime/${name}`,
      owner: 'eda',
      ...file,
    }),
  );

/** Lists the files of the runtime. */
export function runtimeFiles(assets: Assets): readonly RuntimeFile[] {
  const inputs = [assets.version];
  return assets
    .list(source)
    .filter((name) => name.endsWith('.ts') && !/^testing|\.fixture\./.test(name))
    .map((name) => ({ name, inputs, content: () => assets.text(`${source}/${name}`) }));
}
