/** What a rule rings for; each has a page in `docs/runbooks/`. */
export type AlertKind =
  | 'consumer-lag'
  | 'dead-letters'
  | 'outbox-stuck'
  | 'events-parked'
  | 'keys-blocked'
  | 'retry-storm'
  | 'circuit-open'
  | 'publishing-fails'
  | 'saga-stuck'
  | 'saga-parked'
  | 'projection-faults'
  | 'projection-behind'
  | 'service-down'
  | 'partitions-at-risk';

/** An alert as Prometheus evaluates it, and samples that make it ring or not, for its test. */
export interface Alert {
  readonly kind: AlertKind;
  readonly name: string;
  /** PromQL. */
  readonly expr: string;
  /** How long it has to hold, in minutes. */
  readonly minutes: number;
  readonly severity: 'warning' | 'critical';
  readonly labels: { readonly [name: string]: string };
  /** A template of Prometheus over the labels of its series: `{{ $labels.service }}`. */
  readonly summary: string;
  /** `says` is the summary then. */
  readonly rings: Samples & { readonly says: string };
  readonly silent: Samples;
}

/** Series by their selectors, in promtool's notation: one value a minute. */
export interface Samples {
  readonly series: { readonly [selector: string]: string };
  /** Labels of the alert beside its own that the series bring. */
  readonly labels?: { readonly [name: string]: string };
}
