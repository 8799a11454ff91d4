import type { HclBlock } from '../../print/hcl.ts';

/** Which provider a module needs; how it logs in is up to whoever uses the module. */
export function requireProvider(name: string, source: string, version: string): HclBlock[] {
  return [
    {
      block: 'terraform',
      body: {
        blocks: [{ block: 'required_providers', body: { attributes: { [name]: { source, version } } } }],
      },
    },
  ];
}
