import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lstatIfThere } from '../write/replace-file.ts';

const name = '.gitattributes';

/** Line feeds in the repository, whoever commits; in checkouts as well where containers and shells read the files. */
const attributes = `* text=auto
*.sh text eol=lf
*.sql text eol=lf
Dockerfile text eol=lf
eda.lock text eol=lf
`;

/** Gives a new project what keeps line ends the same on every system; a file that is there is its user's. */
export function writeGitAttributes(folder: string): void {
  const path = join(folder, name);
  if (lstatIfThere(path) === undefined) writeFileSync(path, attributes);
}
