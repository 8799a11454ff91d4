/** A Dapr resource as a plain value, and what its file says on top. */
export interface DaprResource {
  /** Lines of Markdown-free text, without comment signs. */
  readonly comment: string;
  readonly body: { readonly [key: string]: unknown };
}
