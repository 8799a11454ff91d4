import type { LogFields, Logger } from './contract.ts';
import { currentFlow } from './flow-context.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface LoggerOptions {
  readonly service: string;
  /** `json`: a JSON object a line. `pretty`: for people. */
  readonly format: 'json' | 'pretty';
  readonly level: LogLevel;
  readonly write?: (line: string) => void;
}

/** Writes structured lines; correlation and trace of the running work are added to each. */
export function createLogger(options: LoggerOptions): Logger {
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  const format = options.format === 'pretty' ? formatPretty : formatJson;
  const threshold = LEVELS.indexOf(options.level);
  const log = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (LEVELS.indexOf(level) >= threshold) write(format(options.service, level, message, fields ?? {}));
  };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

function formatJson(service: string, level: LogLevel, message: string, fields: LogFields): string {
  const flow = currentFlow();
  const line = {
    time: new Date().toISOString(),
    level,
    service,
    message,
    ...(flow && { correlationId: flow.correlationId }),
    ...(flow?.causationId && { causationId: flow.causationId }),
    ...(flow?.traceparent && { traceId: flow.traceparent.slice(3, 35) }),
    ...fields,
  };
  return `${JSON.stringify(line, replaceErrors)}\n`;
}

function formatPretty(service: string, level: LogLevel, message: string, fields: LogFields): string {
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value, replaceErrors)}`,
    )
    .join('');
  return `${new Date().toISOString().slice(11, 23)} ${level.padEnd(5)} ${service} ${message}${details}\n`;
}

function replaceErrors(_key: string, value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return typeof value === 'bigint' ? String(value) : value;
}
