/** Installs the packages of the clone where they are not those of its lockfile. Ends the process where that fails. */
export declare function ensureInstalled(): void;
/** Whether what is installed in a folder is what was noted there, of the lockfile that is there now. */
export declare function isInstalled(folder: string): boolean;
/** Notes that the packages of a folder are those of its lockfile. */
export declare function noteInstalled(folder: string): void;
