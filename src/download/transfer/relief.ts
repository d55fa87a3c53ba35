/** Where one more file or connection would be too many, those go first that nobody uses. */
import { errorCode } from '../../base/errors.ts';
import { isShortage } from '../failure.ts';

/** Each closes some of what it keeps idle. @returns false where it keeps nothing */
export type Reliever = () => boolean;

const relievers = new Set<Reliever>();

/** @returns takes it back */
export function relieveBy(reliever: Reliever): () => void {
  relievers.add(reliever);
  return () => void relievers.delete(reliever);
}

/** @returns whether it is worth trying again what has failed: too many files were open, and some are closed by now */
export function relieved(error: unknown): boolean {
  return isShortage(errorCode(error)) && [...relievers].map((reliever) => reliever()).includes(true);
}
