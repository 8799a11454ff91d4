/** The sidecars of a running system, embedded ones or `daprd` processes: what the services' side needs of them. */
export interface Sidecars {
  /** HTTP port of each app's sidecar by app id. */
  readonly ports: ReadonlyMap<string, number>;
  /** Whether the sidecar serves the app's subscriptions. */
  isReady(appId: string): boolean;
  /** The app was started anew and may subscribe to other topics. */
  renewApp(appId: string): void;
  /** Process of an app's sidecar; undefined where it has none of its own. */
  pid(appId: string): number | undefined;
  close(): Promise<void>;
}
