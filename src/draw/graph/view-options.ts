/** What a view may be asked beside the design. */
export interface ViewOptions {
  /** For what differs between environments; absent: the first one. */
  readonly environment?: string;
}
