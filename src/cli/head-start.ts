/**
 * Loaded before everything else: where children will be needed, they start while this process still loads what it is going
 * to do. Nothing is read but the bare arguments; what is wrong with them is said where they are read.
 */
import { startAhead } from '../orchestrator/head-start.ts';

/** With these there is no child, or not of this kind. */
const others = ['-h', '--help', '--dry-run', '--engine'];
const lists = ['-i', '--input'];

const [, , command, ...rest] = process.argv;

if (command === 'get' && !hasOne(others)) {
  startAhead({ name: 'fetch-1', entry: 'fetch-child' });
  // A list has more than one, so that two find something to do.
  if (hasOne(lists)) startAhead({ name: 'fetch-2', entry: 'fetch-child' });
}

function hasOne(options: readonly string[]): boolean {
  return rest.some((argument) => options.some((option) => argument === option || argument.startsWith(`${option}=`)));
}
