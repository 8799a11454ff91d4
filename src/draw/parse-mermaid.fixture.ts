import { Window } from 'happy-dom';

/** Parses Mermaid text with the real parser, which needs a document; rejects with its message. */
export async function parseMermaid(text: string): Promise<string> {
  if (!('document' in globalThis)) {
    const window = new Window();
    Object.assign(globalThis, { window, document: window.document });
  }
  const { default: mermaid } = await import('mermaid');
  const { diagramType } = await mermaid.parse(text);
  return diagramType;
}
