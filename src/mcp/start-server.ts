import type { Readable, Writable } from 'node:stream';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { McpProgram } from './mcp-program.ts';
import { tools } from './tools.ts';

export interface McpOptions {
  readonly program: McpProgram;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Of eda. */
  readonly version: string;
  readonly allowWrite: boolean;
  /** What went wrong within, which is our bug, or what the other side sent and nobody can read. */
  readonly onError: (error: unknown) => void;
}

const instructions = `Tools on the design of an event-driven system: domains, events, services, subscriptions, sagas.
Begin with read_system. Names of events are <domain>.<entity>.<action>. Before and after a change call validate;
propose_edit shows a change as a diff together with what it would break or mend.`;

/** Serves one client over a pair of streams, until they end. */
export async function startServer(options: McpOptions): Promise<void> {
  const { program, input, output, version, allowWrite, onError } = options;
  const server = new McpServer({ name: 'eda', title: 'eda', version }, { instructions });
  for (const tool of tools) {
    if (tool.writes === true && !allowWrite) continue;
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: tool.input,
        annotations: {
          readOnlyHint: tool.writes !== true,
          destructiveHint: false,
          idempotentHint: tool.writes !== true,
          openWorldHint: false,
        },
      },
      async (values: { readonly [name: string]: unknown }) => {
        try {
          const { ok, text } = await tool.run(values, program);
          return { content: [{ type: 'text' as const, text }], ...(ok ? {} : { isError: true }) };
        } catch (error) {
          onError(error);
          const text = `this is a bug of eda: ${error instanceof Error ? error.message : String(error)}`;
          return { content: [{ type: 'text' as const, text }], isError: true };
        }
      },
    );
  }
  const transport = new StdioServerTransport(input as Readable, output as Writable);
  const ended = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    input.once('end', () => void server.close());
    input.once('close', () => resolve());
  });
  server.server.onerror = onError;
  await server.connect(transport);
  await ended;
}
