import { addRange, covered, gaps, type Ranges } from '../ranges.ts';
import { longestPiece, type Piece, smallestSteal } from './piece.ts';

/** Which bytes of a file are here, which connection brings which of the others, and which nobody brings yet. */
export class Division {
  /** Bytes of the file; undefined until its end shows. */
  total: number | undefined;
  /** The server has given a part of this file. */
  givesParts = false;
  readonly #active = new Set<Piece>();
  #done: Ranges = [];

  /** @param done what an earlier try has left */
  begin(total: number | undefined, done: Ranges = []): void {
    this.total = total;
    this.givesParts = false;
    this.#active.clear();
    this.#done = done;
  }

  get received(): number {
    let active = 0;
    for (const { at, start } of this.#active) active += at - start;
    return covered(this.#done) + active;
  }

  /** What is here, of pieces in work, too. */
  get here(): Ranges {
    let ranges = this.#done;
    for (const { start, at } of this.#active) ranges = addRange(ranges, start, at);
    return ranges;
  }

  /** Where the first missing byte is, of those that no piece in work brings. */
  get firstGap(): number {
    const [first] = this.#done;
    return first !== undefined && first[0] === 0 ? first[1] : 0;
  }

  /** Large enough for a further connection to take a part of it. */
  get isDivisible(): boolean {
    return this.total !== undefined && this.total >= 2 * smallestSteal;
  }

  get isWhole(): boolean {
    return this.total !== undefined && covered(this.#done) === this.total;
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
    const certain = [...this.#active].filter(({ donor }) => donor === undefined);
    const [largest] = certain.sort((a, b) => this.#leftTo(b) - this.#leftTo(a));
    return largest === undefined ? undefined : this.#tailOf(largest, longestOf);
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

  /** The connection of this piece is over, for good or ill. */
  release(piece: Piece): void {
    if (this.#active.delete(piece)) this.#done = addRange(this.#done, piece.start, piece.at);
  }

  /** Until the server has given the first of its tails, the donor has them all; further ones are asked for behind them. */
  #tailOf(donor: Piece, longestOf: (left: number) => number): Piece | undefined {
    const asked = this.givesParts ? [] : this.#tailsOf(donor);
    const isFirst = asked.length === 0;
    const from = isFirst ? donor.at : Math.max(...asked.map(({ end }) => end));
    const end = isFirst ? donor.at + this.#leftTo(donor) : donor.end;
    const rest = end - from;
    if (rest < 2 * smallestSteal) return undefined;
    const longest = longestOf(rest);
    const cut = isFirst ? from + Math.min(longest, Math.ceil(rest / 2)) : from;
    const tail = this.claim(cut, Math.min(end, cut + longest));
    if (this.givesParts) donor.end = cut;
    else tail.donor = donor;
    return tail;
  }

  #tailsOf(donor: Piece): Piece[] {
    return [...this.#active].filter((piece) => piece.donor === donor);
  }

  /** What is left to a piece, should all tails come that are asked for in its stead. */
  #leftTo(piece: Piece): number {
    return Math.min(piece.end, ...this.#tailsOf(piece).map(({ start }) => start)) - piece.at;
  }
}
