/** Whether a path that somebody wrote, for whatever system, leads from a root, a drive or a home, not from a folder. */
export function isRooted(path: string): boolean {
  return /^([/\\~]|[A-Za-z]:)/.test(path);
}

/** Whether it goes up on its way, so that it may lead out of the folder that it starts from. */
export function climbs(path: string): boolean {
  return path.split(/[\\/]/).includes('..');
}
