import type { Guard } from '../guard.ts';

/** A real component on the loopback that a test or a proof started itself, and may therefore attack. */
export interface Component {
  /** `kafka`, or `kafka-2` of a cluster. */
  readonly name: string;
  /** `127.0.0.1:port` for clients; of a cluster, of all nodes, with commas. */
  readonly address: string;
  pid(): number | undefined;
  /** Sends a signal to its process: SIGKILL ends it as a crash does, SIGSTOP and SIGCONT freeze and wake it. */
  signal(signal: NodeJS.Signals): void;
  /** Starts it again on the same port and data, and resolves when it is ready; nothing where it runs. */
  start(): Promise<void>;
  /** Ends it in order. Its folder stays. */
  stop(): Promise<void>;
}

export interface ComponentOptions {
  /** Of its own; made where it is missing. */
  readonly folder: string;
  /** Ends it with the process that started it. */
  readonly guard: Guard;
  /** Default: a free one. */
  readonly port?: number;
}
