import { UsageError } from '../base/errors.ts';
import { algorithmNames, type ScanOptions } from '../duplicates/types.ts';
import { engineNames } from '../orchestrator/types.ts';
import type { Invocation } from './invocation.ts';

/** The scan that the flags of `scan` and `dedupe` describe. */
export function scanOptions({ operands, options }: Pick<Invocation, 'operands' | 'options'>): ScanOptions {
  const globs = (name: 'include' | 'exclude') => {
    const patterns = options.texts(name);
    if (patterns.includes('')) throw new UsageError(`--${name}: an empty pattern matches no name`);
    return patterns;
  };
  return {
    roots: operands,
    engine: options.choice('engine', engineNames) ?? 'threads',
    workers: options.count('workers', 1),
    algorithm: options.choice('algorithm', algorithmNames) ?? 'xxh3-128',
    catalogue: !options.flag('no-catalogue'),
    minSize: options.size('min-size') ?? 1,
    maxSize: options.size('max-size'),
    include: globs('include'),
    exclude: globs('exclude'),
    hidden: options.flag('hidden'),
    oneFileSystem: options.flag('one-file-system'),
    reference: options.paths('reference'),
  };
}
