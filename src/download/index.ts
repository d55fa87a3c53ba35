/** Downloads as the rest of the program sees them. */
export type { DownloadHooks, Downloads } from './downloads.ts';
export { parsePasted, readList } from './list.ts';
export { createDownloads } from './queue/queue.ts';
export { describe, type Standing, type Tally } from './tally.ts';
