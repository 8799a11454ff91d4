/**
 * What a change is about. An operation is `<service>.<operation>`, a subscription `<service> ← <event>`, a server
 * `<server> of <service>`.
 */
export interface Subject {
  readonly kind: SubjectKind;
  readonly name: string;
}

export type SubjectKind =
  | 'system'
  | 'team'
  | 'domain'
  | 'event'
  | 'topic'
  | 'service'
  | 'subscription'
  | 'publication'
  | 'operation'
  | 'call'
  | 'aggregate'
  | 'projection'
  | 'saga'
  | 'environment'
  | 'broker'
  | 'server';
