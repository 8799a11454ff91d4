import { views } from '../draw/views.ts';
import type { StudioView } from './api.ts';

/** What the page says of each view. */
export const studioViews: readonly StudioView[] = views.map(({ id, word, title }) => ({ id, word, title }));
