/** Gives each block of code of a page a button that copies it; none where the browser lets no page copy. */
export function offerCopies(): void {
  if (navigator.clipboard === undefined) return;
  for (const block of document.querySelectorAll<HTMLElement>('.code')) {
    const code = block.querySelector('pre');
    if (code === null) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy ${code.getAttribute('aria-label') ?? 'code'}`);
    button.addEventListener('click', () => void copy(code.innerText, button));
    block.append(button);
  }
}

async function copy(text: string, button: HTMLButtonElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(`${text.trimEnd()}\n`);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Not allowed';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}
