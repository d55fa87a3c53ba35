import { exitCodes } from '../exit-codes.ts';
import type { Run } from '../invocation.ts';
import { manPage } from '../man-page.ts';

export const run: Run = async ({ output }) => {
  output.result(manPage());
  return exitCodes.done;
};
