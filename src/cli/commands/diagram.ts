import type { DeclareCommand } from '../session.ts';

export const declareDiagram: DeclareCommand = () => {};
