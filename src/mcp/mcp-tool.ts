import type { z } from 'zod';
import type { McpProgram } from './mcp-program.ts';

/** The parameters of a tool, each with what it means. */
export type ToolInput = { readonly [name: string]: z.ZodType };

type Values<Input extends ToolInput> = { readonly [Name in keyof Input]: z.infer<Input[Name]> };

/** What a tool says: a text for whoever asked, or why it did not do it. */
export type ToolResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly text: string };

/** A tool: a file named by it, a line in `tools.ts`. */
export interface McpTool {
  readonly name: string;
  readonly title: string;
  /** For a model that chooses among tools: when to take it, and what comes back. */
  readonly description: string;
  readonly input: ToolInput;
  /** It changes files of the project: offered only where that was allowed. */
  readonly writes?: true;
  run(values: { readonly [name: string]: unknown }, program: McpProgram): Promise<ToolResult>;
}

/** A tool that knows the types of its parameters. */
interface ToolDefinition<Input extends ToolInput> extends Omit<McpTool, 'input' | 'run'> {
  readonly input: Input;
  run(values: Values<Input>, program: McpProgram): Promise<ToolResult>;
}

/** Gives a tool its type; the identity otherwise. */
export function defineTool<const Input extends ToolInput>(tool: ToolDefinition<Input>): McpTool {
  // The server checks values by `input` before a tool sees them, which no type of a list of tools can say.
  return tool as unknown as McpTool;
}

export function said(text: string): ToolResult {
  return { ok: true, text };
}

export function refused(text: string): ToolResult {
  return { ok: false, text };
}

/** What a command printed, as the answer of a tool; findings are no failure of the tool. */
export async function answerOf(program: McpProgram, args: readonly string[]): Promise<ToolResult> {
  const { code, out, err } = await program.command(args);
  return code <= 1 || (code === 3 && out !== '') ? said(out) : refused((err || out).trim());
}
