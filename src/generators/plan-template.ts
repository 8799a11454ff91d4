import type { PlanInput, PlannedFile } from './generator.ts';

/** A file whose text is a template of its generator with a view. */
export interface TemplatedFile extends Omit<PlannedFile, 'content'> {
  /** In the generator's folder of `templates/`, without `.hbs`. */
  readonly template: string;
  readonly view: () => object;
}

/**
 * Plans a file of a template; nothing is computed before the text is wanted.
 * @param header the comment at its top, for the file of the design
 */
export function planTemplate(
  { architecture, assets }: Pick<PlanInput, 'architecture' | 'assets'>,
  generator: string,
  header: (specPath: string) => string,
  { template, view, ...planned }: TemplatedFile,
): PlannedFile {
  const specPath = architecture.system.at.file;
  return {
    ...planned,
    inputs: [assets.version, specPath, ...planned.inputs],
    content: () =>
      assets.render(`templates/${generator}/${template}.hbs`, { header: header(specPath), ...view() }),
  };
}
