/** Whether a name is that of an environment for trying things out. */
export function isForTrying(name: string): boolean {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((word) => trying.has(word));
}

const trying = new Set(
  'local localhost dev devel development test testing ci e2e qa stage staging preview sandbox demo laptop docker compose'.split(
    ' ',
  ),
);
