import type { DownloadOptions } from '../../src/download/types.ts';

/** One transfer at a time, in this process, tried once: what most tests of downloads want. */
export const plainDownloads: Omit<DownloadOptions, 'dir'> = {
  jobs: 1,
  perHost: 1,
  children: 1,
  engine: 'serial',
  segments: 1,
  limitRate: undefined,
  retries: 0,
  timeout: 10,
  maxSize: undefined,
  headers: [],
  ifDuplicate: 'keep',
  expect: undefined,
  ca: undefined,
  pipelining: true,
};
