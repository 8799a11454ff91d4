import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whom a program that refuses root runs as. */
export interface UnprivilegedUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The first of the accounts made for this; undefined where the system has none. initdb wants an entry in passwd. */
export function findUnprivilegedUser(passwd = readPasswd()): UnprivilegedUser | undefined {
  const accounts = passwd.split('\n').map((line) => line.split(':'));
  for (const wanted of ['nobody', 'postgres', 'daemon']) {
    const [name, , uid, gid] = accounts.find(([account]) => account === wanted) ?? [];
    if (name !== undefined && Number(uid) > 0 && Number(gid) > 0) {
      return { name, uid: Number(uid), gid: Number(gid) };
    }
  }
  return undefined;
}

/** Whether a user without rights can walk to `folder`: every folder above it lets others through. */
export function canOthersReach(folder: string): boolean {
  for (let above = dirname(folder); ; above = dirname(above)) {
    if (!isOpen(above)) return false;
    if (above === dirname(above)) return true;
  }
}

function isOpen(folder: string): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  // What doesn't exist yet is made by us, open.
  return stat === undefined || (stat.mode & 0o001) !== 0;
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}
