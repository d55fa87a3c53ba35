import type { PaneId } from './layout.ts';

export const paneTitles: Readonly<Record<PaneId, string>> = {
  processes: 'Processes',
  downloads: 'Downloads',
  duplicates: 'Duplicates',
  system: 'System',
  log: 'Log',
};
