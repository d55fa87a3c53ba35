/** Names that forkful itself gives to files while it works on them; they are nobody's duplicates. */

/** The last bytes of the name of a part file. */
export const partEnding: Uint8Array = Buffer.from('.part');

const partPattern = /\.[0-9a-f]{16}\.part$/i;

/**
 * `photo.jpg.3f2a9c0d1e5b7a68.part`: a download that is not complete (download/part-name.ts). Capitals may be the same name
 * to a file system.
 */
export function isPartName(name: string): boolean {
  return /t$/i.test(name) && partPattern.test(name);
}
