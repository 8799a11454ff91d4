/** A text that was typed and not saved, and what it was made from. */
export interface TextDraft {
  readonly base: string;
  readonly text: string;
}

const nameOf = (system: string, file: string): string => `eda-studio-draft ${system} ${file}`;

/** What was typed in an earlier page, where the browser keeps anything. */
export function readDraft(system: string, file: string): TextDraft | undefined {
  try {
    const kept = JSON.parse(
      localStorage.getItem(nameOf(system, file)) ?? 'null',
    ) as Partial<TextDraft> | null;
    return typeof kept?.base === 'string' && typeof kept.text === 'string'
      ? { base: kept.base, text: kept.text }
      : undefined;
  } catch {
    return undefined;
  }
}

export function keepDraft(system: string, file: string, draft: TextDraft): void {
  try {
    localStorage.setItem(nameOf(system, file), JSON.stringify(draft));
  } catch {
    // Then it lives as long as the page.
  }
}

export function forgetDraft(system: string, file: string): void {
  try {
    localStorage.removeItem(nameOf(system, file));
  } catch {
    // Nothing was kept either.
  }
}
