/**
 * `npm run bench [-- NAME [ARGUMENT…]]`: compares the built program with the peers that this machine has, on the same work
 * in one run. Without a name, every benchmark in its short form.
 */
const benchmarks: Readonly<Record<string, () => Promise<{ run(args: string[]): Promise<void> }>>> = {
  scan: () => import('./scan.ts'),
  get: () => import('./get.ts'),
  removal: () => import('./removal.ts'),
  ps: () => import('./ps.ts'),
  ui: () => import('./ui.ts'),
  orchestrator: () => import('./orchestrator.ts'),
};

const [name, ...args] = process.argv.slice(2);
const chosen = name === undefined ? Object.keys(benchmarks) : [name];
for (const each of chosen) {
  const load = benchmarks[each];
  if (load === undefined) {
    process.stderr.write(`no benchmark ${each}; there are: ${Object.keys(benchmarks).join(', ')}\n`);
    process.exit(2);
  }
  if (name === undefined) process.stdout.write(`\n# ${each}\n`);
  const { run } = await load();
  await run(name === undefined ? ['--short'] : args);
}
