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

/** How many nodes, arrows and boxes the real parser finds in a flowchart. */
export async function countFlowchart(
  text: string,
): Promise<{ readonly nodes: number; readonly edges: number; readonly groups: number }> {
  await parseMermaid(text);
  const { default: mermaid } = await import('mermaid');
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const flow = db as unknown as {
    getVertices(): ReadonlyMap<string, unknown>;
    getEdges(): readonly unknown[];
    getSubGraphs(): readonly unknown[];
  };
  return {
    nodes: flow.getVertices().size,
    edges: flow.getEdges().length,
    groups: flow.getSubGraphs().length,
  };
}
