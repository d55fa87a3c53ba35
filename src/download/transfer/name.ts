import { namelessName, nameOfDisposition, nameOfUrl, safeName } from '../file-name.ts';
import { headerOf } from '../headers.ts';
import type { TransferTask } from '../protocol.ts';
import type { Answer } from './exchange.ts';

const given = new WeakMap<Answer, string>();

/** From the list, the answer, the URL after and before redirects, in this order; else a random UUID. */
export function nameOf(task: TransferTask, answer: Answer | undefined): string {
  const wished = task.out === undefined ? undefined : safeName(task.out);
  if (wished !== undefined) return wished;
  const told = answer === undefined ? undefined : nameOfDisposition(headerOf(answer.headers, 'content-disposition'));
  const found = told ?? (answer === undefined ? undefined : nameOfUrl(answer.url)) ?? nameOfUrl(task.url);
  if (found !== undefined) return found;
  const type = answer === undefined ? undefined : headerOf(answer.headers, 'content-type');
  if (answer === undefined) return namelessName(crypto.randomUUID(), type);
  // The same one for the progress bar and for the file.
  const name = given.get(answer) ?? namelessName(crypto.randomUUID(), type);
  given.set(answer, name);
  return name;
}
