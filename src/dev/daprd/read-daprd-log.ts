import type { SidecarLog } from '../sidecar/sidecar-event.ts';

type Entry = Omit<SidecarLog, 'app'>;

/** What daprd warns of whatever is generated, in a system that runs without its control plane. */
const usual = [
  /placement|scheduler|actor|workflow/i,
  /mTLS is disabled/i,
  /metric spec configuration/i,
  /app(lication)? (protocol|channel)|waiting on port/i,
];

/** A line of daprd's JSON log that is worth showing: warnings and worse, but for those that every run has. */
export function readDaprdLog(text: string): Entry | undefined {
  const line = parseDaprdLog(text);
  if (line === undefined) return text.trim() === '' ? undefined : { level: 'info', message: text };
  if (line.level === 'info' || line.level === 'debug') return undefined;
  if (line.level === 'warn' && usual.some((pattern) => pattern.test(line.message))) return undefined;
  return line;
}

/** The last thing that went wrong in a sidecar that ended. */
export function describeLog(lines: readonly string[]): string | undefined {
  const read = lines.flatMap((text) => parseDaprdLog(text) ?? []);
  return (read.findLast(({ level }) => level === 'error') ?? read.at(-1))?.message;
}

/** A line of daprd's JSON log; undefined for one that is something else. */
export function parseDaprdLog(text: string): Entry | undefined {
  try {
    const { level, msg } = JSON.parse(text) as { readonly level?: unknown; readonly msg?: unknown };
    if (typeof msg !== 'string') return undefined;
    switch (level) {
      case 'debug':
      case 'info':
        return { level, message: msg };
      case 'warning':
      case 'warn':
        return { level: 'warn', message: msg };
      default:
        return { level: 'error', message: msg };
    }
  } catch {
    return undefined;
  }
}
