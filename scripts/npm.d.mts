export const npm: string;

export function npmInstall(folder: string, ...packages: readonly string[]): boolean;
