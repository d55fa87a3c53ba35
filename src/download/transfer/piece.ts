/** One connection's share: bytes from `at` up to `end`, which shrinks when another connection takes the tail over. */
export interface Piece {
  readonly start: number;
  at: number;
  end: number;
  /** Where it ended when it was asked for: so far its answer reaches. */
  limit: number;
  /** Whose tail this is to be: it is taken away once the server has shown that it gives this piece. */
  donor: Piece | undefined;
}

/** No tail is worth a connection of its own below this. */
export const smallestSteal: number = 2 ** 20;

const piecesOfFile = 16;
const [smallestPiece, largestPiece] = [8 * 2 ** 20, 32 * 2 ** 20];
const smallestLastPiece = 4 * 2 ** 20;

/**
 * Pieces of a large file are handed out from its front, so that its hash keeps up: so many of them, within bounds, and
 * towards the end smaller ones, so that all connections come to theirs at the same time.
 *
 * @param total bytes of the file
 * @param left those that nobody works on
 * @param connections that share them
 */
export function longestPiece(total: number, left: number, connections: number): number {
  const usual = Math.max(smallestPiece, Math.min(largestPiece, Math.ceil(total / piecesOfFile)));
  return Math.min(usual, Math.max(smallestLastPiece, Math.ceil(left / (2 * connections))));
}
