import { connect } from 'node:net';

/** Knows whether the app's port answers. */
export interface AppLink {
  /** Begins to wait for the app. */
  start(): void;
  /** Tells that the app did not answer. Asks the port, and gives whether the app is down indeed. */
  suspect(): Promise<boolean>;
  /** Goes through `onDown` and `onUp` as if the app had been away, for a restart too quick to be seen. */
  renew(): void;
  isUp(): boolean;
  close(): void;
}

export interface AppLinkOptions {
  readonly port: number;
  readonly onUp: () => void;
  readonly onDown: () => void;
}

const firstPauseMs = 20;
const longestPauseMs = 500;

/** Watches an app by connecting to its port: often at first, then twice a second. */
export function createAppLink(options: AppLinkOptions): AppLink {
  let up = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const wait = (pauseMs: number) => {
    timer = setTimeout(async () => {
      const answers = await answersAt(options.port);
      if (closed || up) return;
      if (!answers) {
        wait(Math.min(pauseMs * 1.5, longestPauseMs));
        return;
      }
      up = true;
      options.onUp();
    }, pauseMs);
  };
  const fall = () => {
    if (!up || closed) return;
    up = false;
    options.onDown();
    wait(firstPauseMs);
  };

  return {
    start: () => wait(0),
    async suspect() {
      if (!up) return true;
      if (await answersAt(options.port)) return false;
      fall();
      return true;
    },
    renew: fall,
    isUp: () => up,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function answersAt(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}
