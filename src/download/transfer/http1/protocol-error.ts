import { TransferFailure } from '../../failure.ts';

/** What the server sent is no HTTP/1 that has one meaning only: nothing of it is believed, and its connection is ended. */
export class ProtocolError extends TransferFailure {
  constructor(what: string) {
    super(`the answer is no valid HTTP: ${what}`, 'later');
  }
}
