import { applyStoredTheme } from '../../studio/web/theme.ts';

// Before anything is painted.
applyStoredTheme();
