/** What a person does to a design, whoever writes it down: each becomes edits of texts. Names are those of the spec. */
export type StudioOperation =
  | { readonly kind: 'add-domain'; readonly name: string }
  | { readonly kind: 'add-service'; readonly name: string; readonly domain: string }
  | {
      readonly kind: 'add-event';
      readonly name: string;
      readonly as: 'notification' | 'document' | 'command';
      readonly summary?: string;
      /** Service that publishes it. */
      readonly publisher?: string;
    }
  | { readonly kind: 'rename-event'; readonly from: string; readonly to: string }
  | { readonly kind: 'rename-service'; readonly from: string; readonly to: string }
  | { readonly kind: 'add-subscription'; readonly service: string; readonly event: string }
  | { readonly kind: 'remove-subscription'; readonly service: string; readonly event: string }
  | { readonly kind: 'add-publication'; readonly service: string; readonly event: string }
  | { readonly kind: 'remove-publication'; readonly service: string; readonly event: string }
  | { readonly kind: 'delete-event'; readonly name: string }
  | { readonly kind: 'delete-service'; readonly name: string }
  | { readonly kind: 'move-service'; readonly name: string; readonly domain: string }
  /** Adds the next major version beside an event, and deprecates that. */
  | { readonly kind: 'version-event'; readonly name: string }
  /** The service takes another event instead, with all that is written about it. */
  | {
      readonly kind: 'change-subscription';
      readonly service: string;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly kind: 'add-projection';
      readonly name: string;
      readonly service: string;
      /** The event that it is made from at first. */
      readonly event: string;
    }
  | { readonly kind: 'rename-projection'; readonly from: string; readonly to: string }
  | { readonly kind: 'delete-projection'; readonly name: string }
  | AddSagaStep
  | { readonly kind: 'rename-saga-step'; readonly saga: string; readonly from: string; readonly to: string }
  | { readonly kind: 'delete-saga-step'; readonly saga: string; readonly name: string };

/** A step behind the last one. Which of the words it takes follows from the style of the saga. */
export interface AddSagaStep {
  readonly kind: 'add-saga-step';
  readonly saga: string;
  readonly name: string;
  readonly succeeds: string;
  readonly fails?: string;
  /** Of an orchestration. */
  readonly command?: string;
  readonly compensate?: string;
  /** Of a choreography. */
  readonly service?: string;
  /** Of both: the event that says that it is undone. */
  readonly compensated?: string;
}

/** Why an operation can't be written down safely. */
export interface Refusal {
  readonly ok: false;
  readonly reason: string;
  readonly help?: string;
}

export function refuse(reason: string, help?: string): Refusal {
  return { ok: false, reason, ...(help === undefined ? {} : { help }) };
}

/** Names as the language allows them. */
export const serviceName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const eventName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*){2}(\.v[2-9][0-9]*)?$/;
