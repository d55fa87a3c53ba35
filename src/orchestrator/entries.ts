import type { EntryName } from './types.ts';

/** Where an entry's source is, for runs straight from src/ (tests, benchmarks); the bundle has them side by side. */
const sources: Readonly<Record<EntryName, string>> = {
  'fetch-child': '../download/fetch-child.ts',
  'scan-child': '../duplicates/scan-child.ts',
  'hash-worker': '../duplicates/hash-worker.ts',
  'remove-child': '../removal/remove-child.ts',
  'act-worker': '../removal/act-worker.ts',
  'preview-child': '../preview/preview-child.ts',
  'demo-child': '../demo/demo-child.ts',
  'parent-watch': './parent-watch.ts',
};

export function entryUrl(entry: EntryName): URL {
  return new URL(import.meta.url.endsWith('.ts') ? sources[entry] : `./${entry}.cjs`, import.meta.url);
}
