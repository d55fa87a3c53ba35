import { defineConfig } from 'vitest/config';

// Where the counts go for whoever runs the tests unattended.
const report = process.env.FORKFUL_TEST_REPORT;

// The end-to-end tests run a whole program in a pseudo-terminal: on a small machine they need the time of a slow start,
// and more files at once than cores would only make each of them wait.

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  cacheDir: 'node_modules/.cache/vitest',
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['.config/vitest.setup.ts'],
    pool: 'forks',
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
});
