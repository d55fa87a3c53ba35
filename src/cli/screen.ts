import { Failure } from '../base/errors.ts';
import type { Run } from './invocation.ts';

export const run: Run = async () => {
  throw new Failure('the screen is being built');
};
