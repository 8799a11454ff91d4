export interface Statement {
  readonly name: string;
  readonly about: string;
  readonly text: string;
}
export function readStatements(): Statement[];
export function buildStatements(): void;
