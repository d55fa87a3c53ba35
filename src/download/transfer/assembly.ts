import { formatBytes } from '../../base/quantities.ts';
import { TransferFailure } from '../failure.ts';
import type { Checkpoint, TransferTask } from '../protocol.ts';
import type { Validator } from '../validator.ts';
import { type Body, type Digest, FileBody, SmallBody } from './body.ts';
import { longestInMemory } from './body-memory.ts';
import { Division } from './division.ts';
import { PartFile, removePart } from './part-file.ts';
import type { Piece } from './piece.ts';
import { placedBefore } from './place.ts';
import type { Predecessor } from './predecessor.ts';
import { isInMemory, requireSpace, spaceCheckBytes } from './space.ts';

/** So many bytes later it is looked at again whether there is something to hash. */
const catchUpBytes = 2 ** 20;

/** Who knows what the file will be called. */
export interface Named {
  readonly name: string;
}

/** The file that is being put together from pieces: the bytes themselves; who brings which is in its division. */
export class Assembly implements Predecessor {
  readonly division = new Division();
  validator: Validator | undefined;
  readonly #task: TransferTask;
  readonly #maxSize: number;
  readonly #named: Named;
  #body: Body | undefined;
  /** What an earlier try left has been taken up, or given up. */
  #judged = false;
  #checkedAt = 0;
  /** Bytes that came since the last look at what is in order. */
  #unread = 0;

  constructor(task: TransferTask, maxSize: number | undefined, named: Named) {
    this.#task = task;
    this.#maxSize = maxSize ?? Number.POSITIVE_INFINITY;
    this.#named = named;
  }

  /** Every byte is here, and was written. */
  get isWhole(): boolean {
    return this.#body !== undefined && this.division.isWhole;
  }

  /** Takes up what an earlier try left. @returns false where the part file is not what the checkpoint says */
  async resume({ ranges, total, validator, mark }: Checkpoint): Promise<boolean> {
    const file = PartFile.reopen(this.#task.dir, this.#task.part, ranges.at(-1)?.[1] ?? 0, mark);
    this.#judged = true;
    if (file === undefined) return false;
    this.#body = await FileBody.create(file, this.#task.checksum);
    this.division.begin(total, ranges);
    this.validator = validator;
    return true;
  }

  /**
   * Begins from byte 0; what was here counts no more.
   * @returns a promise where the file has still to be opened: until then nothing may be written
   */
  begin(total: number | undefined, validator: Validator | undefined): Promise<void> | undefined {
    const { dir, part, checksum } = this.#task;
    this.#require(total ?? 0, total ?? 0, part);
    this.#judged = true;
    this.#body?.close();
    this.division.begin(total);
    this.validator = validator;
    if (total !== undefined && total <= longestInMemory) {
      this.#body = new SmallBody(dir, part, total, checksum, this);
      return undefined;
    }
    this.#body = undefined;
    const body = FileBody.create(PartFile.fresh(dir, part, this), checksum);
    if (body instanceof FileBody) {
      this.#body = body;
      return undefined;
    }
    return body.then((opened) => {
      this.#body = opened;
    });
  }

  /** @throws TransferFailure where so many more bytes are too many, for the person or for the disk */
  requireRoom(more: number): void {
    this.#require(this.division.total ?? this.division.received + more, more);
  }

  /**
   * Hashes some of what came out of order, or in an earlier try, and is in order by now: twice as much as has
   * come meanwhile, but never much at a time, so that no connection waits long for it.
   *
   * @param more bytes on top of that
   */
  catchUp(more = 0): void {
    const most = 2 * this.#unread + more;
    this.#unread = 0;
    const [first] = this.division.here;
    if (first !== undefined && first[0] === 0) this.#body?.catchUp(first[1], most);
  }

  /** @returns true when the piece has all of its bytes; more than that is not taken */
  write(piece: Piece, chunk: Buffer): boolean {
    if (this.#body === undefined) throw new Error('bytes before the part file is open');
    const bytes = piece.at + chunk.length > piece.end ? chunk.subarray(0, piece.end - piece.at) : chunk;
    this.#body.write(bytes, piece.at);
    piece.at += bytes.length;
    this.#unread += bytes.length;
    if (this.#unread >= catchUpBytes) this.catchUp();
    const { total } = this.division;
    if (total === undefined) this.#watchGrowth();
    else if (total > spaceCheckBytes) this.#watchSpace(total);
    return piece.at >= piece.end;
  }

  /** What a later try can go on with; only with a validator can it know that the rest belongs to the same file. */
  get checkpoint(): Checkpoint | undefined {
    if (!this.#judged) return this.#task.checkpoint;
    const { validator } = this;
    const mark = validator === undefined ? undefined : this.#body?.mark;
    if (validator === undefined || mark === undefined) return undefined;
    const { here: ranges, total } = this.division;
    return ranges.length === 0 ? undefined : { ranges, total, validator, mark };
  }

  get mark(): string | undefined {
    return this.#task.checkpoint?.mark;
  }

  placed(): string | undefined {
    const { dir, part } = this.#task;
    return placedBefore(dir, part, this.#named.name, this.division.total);
  }

  /** Brings what is here to the disk itself, where there is one. */
  async sync(): Promise<void> {
    const body = this.#body;
    if (body === undefined || isInMemory(this.#task.dir)) return;
    try {
      await body.sync();
    } catch (error) {
      // One that was closed meanwhile is of no interest any more.
      if (this.#body === body) throw error;
    }
  }

  /** The part file stays open until it is placed: then comes {@link close}. */
  async finish(): Promise<Digest> {
    const { total } = this.division;
    if (this.#body === undefined || total === undefined || !this.isWhole) throw new Error('finished before its end');
    return this.#body.finish(total, !isInMemory(this.#task.dir));
  }

  /** Leaves the part file for a later try. */
  close(): void {
    this.#body?.close();
    this.#body = undefined;
  }

  discard(): void {
    this.close();
    removePart(`${this.#task.dir}/${this.#task.part}`);
  }

  #require(size: number, more: number, instead?: string): void {
    if (Math.max(size, more) > this.#maxSize) {
      throw new TransferFailure(`larger than --max-size ${formatBytes(this.#maxSize)}`, 'never', { unfit: true });
    }
    requireSpace(this.#task.dir, more, instead);
  }

  #watchGrowth(): void {
    const { received } = this.division;
    if (received > this.#maxSize) this.requireRoom(0);
    if (received - this.#checkedAt < spaceCheckBytes) return;
    this.#checkedAt = received;
    this.requireRoom(spaceCheckBytes);
  }

  #watchSpace(total: number): void {
    const { received } = this.division;
    if (received - this.#checkedAt < spaceCheckBytes) return;
    this.#checkedAt = received;
    this.requireRoom(total - received);
  }
}
