/**
 * `npm run bench [-- NAME [ARGUMENT…]]`: compares the built program with the peers that this machine has, on the same work
 * in one run. Without a name, every benchmark in its short form.
 */
interface Benchmark {
  run(args: string[]): Promise<void>;
}

const names = ['scan', 'scan-growth', 'scan-groups', 'get', 'ui', 'ps', 'removal', 'orchestrator', 'footprint'];

const [name, ...args] = process.argv.slice(2);
if (name !== undefined && !names.includes(name)) {
  process.stderr.write(`no benchmark ${name}; there are: ${names.join(', ')}\n`);
  process.exit(2);
}
for (const each of name === undefined ? names : [name]) {
  if (name === undefined) process.stdout.write(`\n# ${each}\n`);
  const { run } = (await import(new URL(`./${each}.ts`, import.meta.url).href)) as Benchmark;
  await run(name === undefined ? ['--short'] : args);
}
