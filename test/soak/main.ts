/** `npm run soak -- NAME [ARGUMENT…]`: a test of the same name at a length that `npm test` has no time for. */
interface Soak {
  run(args: string[]): Promise<void>;
}

const names = ['orchestrator', 'removal', 'scan', 'get', 'ui'];

const [name = '', ...args] = process.argv.slice(2);
if (!names.includes(name)) {
  process.stderr.write(`which one? there are: ${names.join(', ')}\n`);
  process.exit(2);
}
const { run } = (await import(new URL(`./${name}.ts`, import.meta.url).href)) as Soak;
await run(args);
