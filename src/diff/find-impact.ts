import type { Place } from '../diagnostics/diagnostic.ts';
import type { Architecture, DataPath, Origin, Service, Subscription } from '../model/architecture.ts';
import { type ArchitectureIndex, indexArchitecture } from '../model/query.ts';
import { findReactions } from '../model/reactions.ts';
import { readsField } from './affected-services.ts';
import type { AffectedService } from './change.ts';

/** Who has to do with an event: those it comes from, those who take it, and those who feel it further on. */
export interface Impact {
  readonly event: string;
  readonly producers: readonly Producer[];
  readonly consumers: readonly Consumer[];
  /** Events that may follow from it, nearest first; each once. */
  readonly follows: readonly FollowingEvent[];
  /** Aggregates that store it, and sagas that it plays a part in. */
  readonly aggregates: readonly string[];
  readonly sagas: readonly string[];
  /** Services that have to do with it in any way, and their owners; sorted. */
  readonly services: readonly string[];
  readonly owners: readonly string[];
}

export interface Party {
  readonly service: string;
  readonly owner?: string;
  readonly external: boolean;
  readonly at: Place;
}

export interface Producer extends Party {
  /** The events whose handlers publish it; empty: of its own accord. */
  readonly on: readonly string[];
  readonly origins: readonly Origin[];
}

export interface Consumer extends Party {
  readonly origins: readonly Origin[];
  /** As far as the design says it; of the whole event always `yes`. */
  readonly reads: AffectedService['reads'];
}

export interface FollowingEvent {
  readonly event: string;
  /** 1: published by one who takes the event itself. */
  readonly depth: number;
  /** The event that it follows from, and who publishes it because of that. */
  readonly from: string;
  readonly by: string;
  readonly takenBy: readonly Party[];
}

/**
 * Follows an event through a design: directly, and through handlers, sagas and what they publish, breadth first. Cycles
 * end where they begin.
 * @param field narrows consumers down to those who read it
 */
export function findImpact(architecture: Architecture, event: string, field?: DataPath): Impact {
  const index = indexArchitecture(architecture);
  const producers = index.publishersOf(event).map(
    ({ service, by }): Producer => ({
      ...partyOf(service, by[0]?.at),
      on: by.flatMap(({ on }) => on ?? []),
      origins: by.map(({ origin }) => origin),
    }),
  );
  const consumers = index.subscribersOf(event).map(
    ({ service, by }): Consumer => ({
      ...partyOf(service, by[0]?.at),
      origins: by.map(({ origin }) => origin),
      reads: readsField(by, field, architecture),
    }),
  );
  const follows = followEvents(architecture, index, event);
  const parties: readonly Party[] = [
    ...producers,
    ...consumers,
    ...follows.flatMap(({ takenBy }) => takenBy),
  ];
  return {
    event,
    producers,
    consumers,
    follows,
    aggregates: index.storedIn(event),
    sagas: index.sagasOf(event),
    services: sorted(parties.map(({ service }) => service)),
    owners: sorted(parties.flatMap(({ owner }) => owner ?? [])),
  };
}

function partyOf(service: Service, at: Subscription['at'] | undefined): Party {
  return {
    service: service.name,
    ...(service.owner === undefined ? {} : { owner: service.owner }),
    external: service.external,
    at: at ?? service.at,
  };
}

function followEvents(architecture: Architecture, index: ArchitectureIndex, start: string): FollowingEvent[] {
  const reactions = findReactions(architecture);
  const found: FollowingEvent[] = [];
  const seen = new Set([start]);
  let front = [start];
  for (let depth = 1; front.length > 0; depth++) {
    const next: string[] = [];
    for (const from of front) {
      for (const { service } of index.subscribersOf(from)) {
        for (const event of reactions(service.name, from)) {
          if (seen.has(event)) continue;
          seen.add(event);
          next.push(event);
          const takenBy = index.subscribersOf(event).map((use) => partyOf(use.service, use.by[0]?.at));
          found.push({ event, depth, from, by: service.name, takenBy });
        }
      }
    }
    front = next;
  }
  return found;
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
