import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second. */
const msPerTick = 10;

/** The first process of a PostgreSQL server, from one of its backends: its children do the work. */
export function postgresProcess(backendPid: number): number {
  return Number(statOf(backendPid)[1]);
}

/** CPU time in ms of this process and of the server, with the connections that have ended. */
export function cpuMs(server: number): number {
  const { user, system } = process.cpuUsage();
  const ended = statOf(server);
  let ticks = Number(ended[13]) + Number(ended[14]);
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statOf(name);
    if (Number(fields[1]) !== server && Number(name) !== server) continue;
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return (user + system) / 1000 + ticks * msPerTick;
}

/** The fields of proc(5) behind the name: state, parent, …; user and system time are 11 and 12, of ended children 13 and 14. */
function statOf(pid: number | string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
