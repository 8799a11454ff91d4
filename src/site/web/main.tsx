import { toggleTheme } from '../../studio/web/theme.ts';
import { offerCopies } from './copy-code.ts';
import { openSearch } from './open-search.tsx';
import { openDetailsOnPaper } from './print-details.ts';
import { startViewer } from './start-viewer.tsx';

const viewer = startViewer();
const search = (): void => void openSearch((element) => viewer?.select(element) === true);

for (const [id, run] of [
  ['Search', search],
  ['Theme', toggleTheme],
] as const) {
  const button = document.querySelector<HTMLButtonElement>(`#${id}`);
  if (button === null) continue;
  button.hidden = false;
  button.addEventListener('click', () => void run());
}

addEventListener('keydown', (event) => {
  const target = event.target instanceof Element ? event.target : undefined;
  if (target?.closest('input, select, textarea, dialog') != null) return;
  const isSearch = event.key === '/' || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k');
  if (isSearch) search();
  else if (event.ctrlKey || event.metaKey || event.altKey || viewer?.onKey(event.key) !== true) return;
  event.preventDefault();
});

openDetailsOnPaper();
offerCopies();
