import { errorCode, reasonOf } from '../base/errors.ts';

/** Verification said no: nothing was changed, or what was changed has been put back. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The act was begun and could not be put back fully; nothing is lost, and the message says where the file is. */
export class Stranded extends Error {
  override readonly name = 'Stranded';
}

export type Verdict =
  | { readonly result: 'done'; readonly digest: string | undefined; readonly remark: string | undefined }
  | NotDone;

export interface NotDone {
  readonly result: 'skipped' | 'failed';
  readonly reason: string;
}

const gone = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

export function verdictOf(error: unknown): NotDone {
  if (error instanceof Refusal) return { result: 'skipped', reason: error.message };
  if (gone.has(errorCode(error))) return { result: 'skipped', reason: `it is gone: ${reasonOf(error)}` };
  return { result: 'failed', reason: reasonOf(error) };
}
