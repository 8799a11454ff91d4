import type { StudioOperation } from './operation.ts';

/** What an operation does, in a few words: for lists of changes, previews and what undo is called. */
export function describeOperation(operation: StudioOperation): string {
  switch (operation.kind) {
    case 'add-domain':
      return `add domain ${operation.name}`;
    case 'add-service':
      return `add service ${operation.name} to ${operation.domain}`;
    case 'add-event':
      return `add ${operation.as === 'command' ? 'command' : 'event'} ${operation.name}`;
    case 'rename-event':
    case 'rename-service':
    case 'rename-projection':
      return `rename ${operation.from} to ${operation.to}`;
    case 'add-subscription':
      return `${operation.service} takes ${operation.event}`;
    case 'remove-subscription':
      return `${operation.service} takes ${operation.event} no more`;
    case 'change-subscription':
      return `${operation.service} takes ${operation.to} instead of ${operation.from}`;
    case 'add-publication':
      return `${operation.service} publishes ${operation.event}`;
    case 'remove-publication':
      return `${operation.service} publishes ${operation.event} no more`;
    case 'delete-event':
    case 'delete-service':
    case 'delete-projection':
      return `delete ${operation.name}`;
    case 'move-service':
      return `move ${operation.name} to ${operation.domain}`;
    case 'version-event':
      return `new version of ${operation.name}`;
    case 'add-projection':
      return `add projection ${operation.name} to ${operation.service}`;
    case 'add-saga-step':
      return `add step ${operation.name} to saga ${operation.saga}`;
    case 'rename-saga-step':
      return `rename step ${operation.from} of saga ${operation.saga} to ${operation.to}`;
    case 'delete-saga-step':
      return `delete step ${operation.name} of saga ${operation.saga}`;
  }
}
