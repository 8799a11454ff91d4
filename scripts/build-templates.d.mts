export function buildTemplates(): void;
export function compileTemplate(text: string, path: string): string;
export const templateHelpers: string;
