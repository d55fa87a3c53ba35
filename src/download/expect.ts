/** Whether what came is what was asked for: a sign-in page saved as holiday.jpg helps nobody (pyload #3682). */

/** As many bytes as the checks look at. */
export const sniffBytes = 512;

const imageEnding = /\.(jpe?g|png|gif|webp|avif|heic|heif|bmp|tiff?)$/i;

type Signature = readonly [type: string, offset: number, bytes: string];

// The WHATWG MIME Sniffing Standard, 6, and the formats' own specifications; latin1.
const signatures: readonly Signature[] = [
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/gif', 0, 'GIF87a'],
  ['image/gif', 0, 'GIF89a'],
  ['image/webp', 8, 'WEBPVP'],
  ['image/bmp', 0, 'BM'],
  ['image/tiff', 0, 'II*\0'],
  ['image/tiff', 0, 'MM\0*'],
  ['image/avif', 4, 'ftypavif'],
  ['image/heic', 4, 'ftypheic'],
  ['image/heic', 4, 'ftypmif1'],
  ['image/x-icon', 0, '\0\0\x01\0'],
  ['application/pdf', 0, '%PDF-'],
  ['application/zip', 0, 'PK\x03\x04'],
  ['application/gzip', 0, '\x1f\x8b\x08'],
  ['video/mp4', 4, 'ftyp'],
  ['video/webm', 0, '\x1a\x45\xdf\xa3'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/flac', 0, 'fLaC'],
  ['application/ogg', 0, 'OggS'],
];

const page = /^(?:\xef\xbb\xbf)?\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype html|html|head|body|script|title)[\s>]/i;
const svg = /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg[\s>]/i;

/** The type that the first bytes show; undefined where they show none. */
export function sniff(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.subarray(0, sniffBytes)).toString('latin1');
  if (page.test(text)) return 'text/html';
  if (svg.test(text)) return 'image/svg+xml';
  return signatures.find(([, offset, bytes]) => text.startsWith(bytes, offset))?.[0];
}

/** What an ending promises, where nothing was said. */
export function expectedOf(name: string): string | undefined {
  return imageEnding.test(name) ? 'image/*' : undefined;
}

/**
 * @param expected a type or `image/*`; `asked` where a person said so, else it was taken from the ending
 * @returns why the body is not what was expected; undefined where nothing speaks against it
 */
export function mismatch(
  expected: string,
  asked: boolean,
  contentType: string | undefined,
  head: Uint8Array,
): string | undefined {
  const shown = sniff(head);
  const said = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (shown !== undefined) return matches(expected, shown) ? undefined : complaint(shown, expected);
  if (said === undefined || matches(expected, said)) return undefined;
  // Many servers call everything text/plain or application/octet-stream: only a person's word makes that a fault.
  return asked || said === 'text/html' ? complaint(said, expected) : undefined;
}

function matches(expected: string, type: string): boolean {
  return expected.endsWith('/*') ? type.startsWith(expected.slice(0, -1)) : type === expected.toLowerCase();
}

function complaint(type: string, expected: string): string {
  return `${type === 'text/html' ? 'a web page (text/html)' : type} came where ${expected} was expected`;
}
