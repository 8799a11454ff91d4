export interface Statement {
  readonly name: string;
  readonly about: string;
  readonly text: string;
  readonly prepared: boolean;
}
export function readStatements(): Statement[];
export function buildStatements(): void;
