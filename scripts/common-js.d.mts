export function toCommonJs(code: string, path: string): Promise<string>;
