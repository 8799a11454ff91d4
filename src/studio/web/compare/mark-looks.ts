import type { ChangeMark } from '../../api.ts';

export const changeMarks: readonly ChangeMark[] = ['added', 'removed', 'changed'];

/** What a mark looks like in a list and on the picture: colours are not all that tells them apart. */
export const markLooks: { readonly [mark in ChangeMark]: string } = {
  added: '+',
  removed: '−',
  changed: '~',
};
