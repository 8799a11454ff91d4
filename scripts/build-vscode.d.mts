/** Writes the extension for Visual Studio Code into a folder; gives the path of its package. */
export declare function buildExtension(folder: string): Promise<string>;
