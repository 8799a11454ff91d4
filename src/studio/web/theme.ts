import { pageCss, themeVariables } from '../../draw/svg/picture-css.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

const key = 'eda-studio-theme';

/**
 * Styles pictures as files are styled, with colours of the theme that was chosen or that the system prefers. As a sheet
 * made by script, which the page's policy allows where it allows no style in the text.
 */
export function installTheme(): void {
  const sheet = new CSSStyleSheet();
  const [light, dark] = [themeVariables('light'), themeVariables('dark')];
  sheet.replaceSync(
    `:root{${light}}@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}:root[data-theme=dark]{${dark}}${pageCss()}`,
  );
  // Before the sheet of the page, which says more of what is in it.
  document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets];
  applyStoredTheme();
}

/** Shows a page as its reader chose the last time. */
export function applyStoredTheme(): void {
  applyTheme(storedTheme());
}

/** The next choice: what the system does not prefer, and back. */
export function toggleTheme(): ThemeChoice {
  const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const now = storedTheme();
  const isDark = now === 'dark' || (now === 'system' && prefersDark);
  const next: ThemeChoice = isDark === prefersDark ? (isDark ? 'light' : 'dark') : 'system';
  remember(next);
  applyTheme(next);
  return next;
}

export function isDarkNow(): boolean {
  const choice = storedTheme();
  return choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
}

function applyTheme(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

function storedTheme(): ThemeChoice {
  const stored = readStored();
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Browsers may keep nothing, for privacy; then the choice holds until the page is closed. */
let kept: string | null = null;

function readStored(): string | null {
  try {
    return localStorage.getItem(key) ?? kept;
  } catch {
    return kept;
  }
}

function remember(choice: ThemeChoice): void {
  kept = choice;
  try {
    localStorage.setItem(key, choice);
  } catch {
    // Nothing to do: see above.
  }
}
