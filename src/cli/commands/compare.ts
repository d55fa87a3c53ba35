import { toText } from '../../base/byte-path.ts';
import { UsageError } from '../../base/errors.ts';
import { compareGet } from '../compare-get.ts';
import { compareScan } from '../compare-scan.ts';
import { type Comparison, compareTable, figuresOf } from '../compare-table.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Invocation, Run } from '../invocation.ts';

export const run: Run = async (invocation) => {
  const { options, output } = invocation;
  const { about, engines, failed } = await comparisonOf(invocation);
  const figures = figuresOf(engines);
  if (options.flag('json')) output.result(`${JSON.stringify({ version: 1, engines: figures })}\n`);
  else output.result(compareTable(about, figures));
  return failed ? exitCodes.failed : exitCodes.done;
};

function comparisonOf(invocation: Invocation): Promise<Comparison> {
  const [work, ...rest] = invocation.operands;
  switch (work) {
    case 'scan':
      return compareScan(rest, invocation);
    case 'get':
      return compareGet(rest, invocation);
    default:
      throw new UsageError(`compare: "${work === undefined ? '' : toText(work)}" is neither scan nor get`);
  }
}
