import { UsageError } from '../../base/errors.ts';
import { completionScript, shellNames } from '../completions.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Run } from '../invocation.ts';
import { decode } from '../options.ts';

export const run: Run = async ({ operands, output }) => {
  const wish = operands[0] === undefined ? '' : decode(operands[0]);
  const shell = shellNames.find((name) => name === wish);
  if (shell === undefined)
    throw new UsageError(`there are completions for ${shellNames.join(', ')}, not for "${wish}"`);
  output.result(completionScript(shell));
  return exitCodes.done;
};
