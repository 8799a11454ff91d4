import type { McpTool } from './mcp-tool.ts';
import { applyEdit } from './tools/apply-edit.ts';
import { diff } from './tools/diff.ts';
import { explain } from './tools/explain.ts';
import { explainDelivery } from './tools/explain-delivery.ts';
import { impact } from './tools/impact.ts';
import { proposeEdit } from './tools/propose-edit.ts';
import { readElement } from './tools/read-element.ts';
import { readFileTool } from './tools/read-file.ts';
import { readSystem } from './tools/read-system.ts';
import { validate } from './tools/validate.ts';

/** Every tool, in the order in which clients list them. */
export const tools: readonly McpTool[] = [
  readSystem,
  readElement,
  readFileTool,
  impact,
  explain,
  explainDelivery,
  validate,
  diff,
  proposeEdit,
  applyEdit,
];
