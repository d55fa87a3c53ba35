import { formatBytes } from '../../base/quantities.ts';
import { TransferFailure } from '../failure.ts';
import type { Checkpoint, TransferTask } from '../protocol.ts';
import { addRange, covered, gaps, type Ranges } from '../ranges.ts';
import type { Validator } from '../validator.ts';
import { type Body, type Digest, FileBody, SmallBody } from './body.ts';
import { longestInMemory } from './body-memory.ts';
import { PartFile, removePart } from './part-file.ts';
import { longestPiece, type Piece, smallestSteal } from './piece.ts';
import { isInMemory, requireSpace, spaceCheckBytes } from './space.ts';

/** So many bytes later it is looked at again whether there is something to hash. */
const catchUpBytes = 2 ** 20;

/** The file that is being put together from pieces: what is here of it, what is on its way, what is missing. */
export class Assembly {
  total: number | undefined;
  validator: Validator | undefined;
  /** The server has given a part of this file: more than one connection at a time may ask for further ones. */
  givesParts = false;
  readonly #task: TransferTask;
  readonly #maxSize: number;
  readonly #active = new Set<Piece>();
  #done: Ranges = [];
  #body: Body | undefined;
  #checkedAt = 0;
  /** Bytes that came since the last look at what is in order. */
  #unread = 0;

  constructor(task: TransferTask, maxSize: number | undefined) {
    this.#task = task;
    this.#maxSize = maxSize ?? Number.POSITIVE_INFINITY;
  }

  get received(): number {
    let active = 0;
    for (const { at, start } of this.#active) active += at - start;
    return covered(this.#done) + active;
  }

  /** Where the first missing byte is. */
  get firstGap(): number {
    const [first] = this.#done;
    return first !== undefined && first[0] === 0 ? first[1] : 0;
  }

  /** Large enough for a further connection to take a part of it. */
  get isDivisible(): boolean {
    return this.total !== undefined && this.total >= 2 * smallestSteal;
  }

  get isWhole(): boolean {
    return this.total !== undefined && this.#body !== undefined && covered(this.#done) === this.total;
  }

  /** Takes up what an earlier try left. @returns false where the part file is not what the checkpoint says */
  async resume({ ranges, total, validator }: Checkpoint): Promise<boolean> {
    const file = PartFile.reopen(this.#task.dir, this.#task.part, ranges.at(-1)?.[1] ?? 0);
    if (file === undefined) return false;
    this.#body = await FileBody.create(file, this.#task.checksum);
    this.#done = ranges;
    this.total = total;
    this.validator = validator;
    return true;
  }

  /**
   * Begins from byte 0; what was here counts no more.
   * @returns a promise where the file has still to be opened: until then nothing may be written
   */
  begin(total: number | undefined, validator: Validator | undefined): Promise<void> | undefined {
    this.requireRoom(total ?? 0);
    const { dir, part, checksum } = this.#task;
    this.#body?.close();
    this.#done = [];
    this.#active.clear();
    this.givesParts = false;
    this.total = total;
    this.validator = validator;
    if (total !== undefined && total <= longestInMemory) {
      this.#body = new SmallBody(dir, part, total, checksum);
      return undefined;
    }
    this.#body = undefined;
    const body = FileBody.create(PartFile.fresh(dir, part), checksum);
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
    const size = this.total ?? this.received + more;
    if (Math.max(size, more) > this.#maxSize) {
      throw new TransferFailure(`larger than --max-size ${formatBytes(this.#maxSize)}`, 'never');
    }
    requireSpace(this.#task.dir, more);
  }

  claim(start: number, end: number): Piece {
    const piece: Piece = { start, at: start, end, limit: end, donor: undefined };
    this.#active.add(piece);
    return piece;
  }

  /** The gap that begins at `start`, as far as an answer up to `end` fills it. */
  claimGap(start: number, end: number): Piece {
    const gap = gaps(this.#done, end).find(([from]) => from === start);
    return this.claim(start, gap === undefined ? end : gap[1]);
  }

  /**
   * A piece for one more connection: the first that nobody works on, else the tail of the largest piece in work.
   * @param connections that share what is left
   */
  next(connections: number): Piece | undefined {
    if (this.total === undefined) return undefined;
    const { total } = this;
    const longestOf = (left: number) => longestPiece(total, left, connections);
    let taken = this.#done;
    for (const { start, end } of this.#active) taken = addRange(taken, start, Math.min(end, total));
    const [gap] = gaps(taken, total);
    if (gap !== undefined) {
      const longest = longestOf(total - covered(taken));
      return this.claim(gap[0], Math.min(gap[1], gap[0] + longest));
    }
    // Whether the server gives the first tail shows with its answer; until then the donor still has it.
    if (!this.givesParts && [...this.#active].some(({ donor }) => donor !== undefined)) return undefined;
    const certain = [...this.#active].filter(({ donor }) => donor === undefined);
    const [largest] = certain.sort((a, b) => b.end - b.at - (a.end - a.at));
    if (largest === undefined) return undefined;
    const rest = largest.end - largest.at;
    if (rest < 2 * smallestSteal) return undefined;
    const longest = longestOf(rest);
    const cut = largest.at + Math.min(longest, Math.ceil(rest / 2));
    const tail = this.claim(cut, Math.min(largest.end, cut + longest));
    if (this.givesParts) largest.end = cut;
    else tail.donor = largest;
    return tail;
  }

  /** The server gives this piece. @returns false where the donor has come to its start meanwhile: then it is not wanted */
  confirm(piece: Piece): boolean {
    this.givesParts = true;
    const { donor } = piece;
    if (donor === undefined) return true;
    if (donor.at >= piece.start) return false;
    piece.donor = undefined;
    donor.end = Math.min(donor.end, piece.start);
    return true;
  }

  /** What nobody fetches any more falls to the connections that are on their way there, as far as their answers reach. */
  spread(): void {
    for (const piece of this.#active) {
      // One that has all of its bytes has hung up.
      if (piece.at >= piece.end) continue;
      const others = [...this.#done.map(([start]) => start), ...[...this.#active].map(({ start }) => start)];
      piece.end = Math.min(piece.limit, ...others.filter((start) => start >= piece.end));
    }
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
    const [first] = this.#ranges;
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
    if (this.total === undefined) this.#watchGrowth();
    else if (this.total > spaceCheckBytes) this.#watchSpace();
    return piece.at >= piece.end;
  }

  /** The connection of this piece is over, for good or ill. */
  release(piece: Piece): void {
    if (this.#active.delete(piece)) this.#done = addRange(this.#done, piece.start, piece.at);
  }

  /** What a later try can go on with; only with a validator can it know that the rest belongs to the same file. */
  get checkpoint(): Checkpoint | undefined {
    if (this.validator === undefined || this.#body?.kept !== true) return undefined;
    const ranges = this.#ranges;
    return ranges.length === 0 ? undefined : { ranges, total: this.total, validator: this.validator };
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

  /** What is here, of pieces in work, too. */
  get #ranges(): Ranges {
    let ranges = this.#done;
    for (const { start, at } of this.#active) ranges = addRange(ranges, start, at);
    return ranges;
  }

  /** The part file stays open until it is placed: then comes {@link close}. */
  async finish(): Promise<Digest> {
    if (this.#body === undefined || this.total === undefined || !this.isWhole)
      throw new Error('finished before its end');
    return this.#body.finish(this.total, !isInMemory(this.#task.dir));
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

  #watchGrowth(): void {
    const { received } = this;
    if (received > this.#maxSize) this.requireRoom(0);
    if (received - this.#checkedAt < spaceCheckBytes) return;
    this.#checkedAt = received;
    this.requireRoom(spaceCheckBytes);
  }

  #watchSpace(): void {
    const { received } = this;
    if (received - this.#checkedAt < spaceCheckBytes) return;
    this.#checkedAt = received;
    this.requireRoom((this.total ?? 0) - received);
  }
}
