import type { Command } from './palette.tsx';

/** What can be done by name, and by which key. */
export const viewCommands: readonly Command[] = [
  { id: 'fit', title: 'Show the whole picture', keys: '0' },
  { id: 'full-size', title: 'Full size', keys: '1' },
  { id: 'focus', title: 'Focus on what is selected', keys: 'F' },
  { id: 'unfocus', title: 'End focus' },
  { id: 'impact', title: 'Impact of the selected event', keys: 'I' },
  { id: 'fold', title: 'Show the domain as one thing, or open it', keys: 'C' },
  { id: 'unfold-all', title: 'Open every domain' },
  { id: 'show-all', title: 'Show every kind again' },
  { id: 'problems', title: 'Show or hide problems', keys: 'P' },
  { id: 'source', title: 'Show or hide the text', keys: 'E' },
  { id: 'live', title: 'Show or hide what flows in the running system', keys: 'L' },
  { id: 'theme', title: 'Light or dark' },
  { id: 'save-svg', title: 'Save the picture as SVG' },
  { id: 'save-png', title: 'Save the picture as PNG' },
  { id: 'help', title: 'Keys', keys: '?' },
];

/** What changes the design; not of a studio that is read-only. */
export const editCommands: readonly Command[] = [
  { id: 'new', title: 'New service, event, command, domain, projection or saga step', keys: 'N' },
  { id: 'subscribe', title: 'Subscribe: a service takes an event', keys: 'S' },
  { id: 'publish', title: 'Publish: a service publishes an event', keys: 'U' },
  { id: 'rename', title: 'Rename what is selected, everywhere', keys: 'R' },
  { id: 'move', title: 'Move the service to another domain', keys: 'M' },
  { id: 'version', title: 'New version of the event', keys: 'V' },
  { id: 'delete', title: 'Delete what is selected', keys: 'Del' },
  { id: 'change-subscription', title: 'A service takes another event instead' },
  { id: 'unsubscribe', title: 'End a subscription' },
  { id: 'unpublish', title: 'End a publication' },
  { id: 'rename-saga-step', title: 'Rename a saga step' },
  { id: 'delete-saga-step', title: 'Delete a saga step' },
  { id: 'arrange', title: 'Arrange: put things elsewhere, by drags or Shift and arrows', keys: 'A' },
  { id: 'lay-out', title: 'Lay this view out automatically again' },
  { id: 'send', title: 'Send an example of the selected event' },
  { id: 'undo', title: 'Undo', keys: 'Ctrl Z' },
  { id: 'redo', title: 'Redo', keys: 'Ctrl Y' },
];

/** Commands by the key that runs them, in lower case. */
export const commandKeys: { readonly [key: string]: string } = {
  '/': 'search',
  '?': 'help',
  '0': 'fit',
  '1': 'full-size',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  f: 'focus',
  i: 'impact',
  c: 'fold',
  p: 'problems',
  e: 'source',
  l: 'live',
  a: 'arrange',
  n: 'new',
  s: 'subscribe',
  u: 'publish',
  r: 'rename',
  m: 'move',
  v: 'version',
  delete: 'delete',
};
