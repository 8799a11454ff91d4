/**
 * Shows the little Markdown that explanations are written in: paragraphs, lists as they are, bold words, code. All of
 * it as text nodes: what a design says is never read as anything else.
 */
export function renderMarkdown(markdown: string): HTMLElement {
  const host = document.createElement('div');
  host.className = 'hover';
  for (const block of markdown.split(/(^```[\s\S]*?^```$)/m)) {
    const fenced = /^```\w*\n([\s\S]*?)\n?```$/.exec(block);
    if (fenced !== null) {
      const pre = document.createElement('pre');
      pre.textContent = fenced[1] ?? '';
      host.append(pre);
      continue;
    }
    for (const paragraph of block.split(/\n{2,}/).filter((text) => text.trim() !== '')) {
      const element = document.createElement('p');
      appendWords(element, paragraph.trim());
      host.append(element);
    }
  }
  return host;
}

function appendWords(host: HTMLElement, text: string): void {
  for (const part of text.split(/(\*\*[^*]+\*\*|`[^`]+`)/)) {
    const bold = /^\*\*(.+)\*\*$/.exec(part);
    const code = /^`(.+)`$/.exec(part);
    const element = document.createElement(bold === null ? 'code' : 'strong');
    element.textContent = bold?.[1] ?? code?.[1] ?? '';
    host.append(bold === null && code === null ? document.createTextNode(part) : element);
  }
}
