export { createDownloads, type DownloadHooks, type Downloads } from './queue.ts';
export { describe, type Tally } from './tally.ts';
