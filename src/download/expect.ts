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
  ['image/x-icon', 0, '\0\0\x01\0'],
  ['application/pdf', 0, '%PDF-'],
  ['application/zip', 0, 'PK\x03\x04'],
  ['application/gzip', 0, '\x1f\x8b\x08'],
  ['video/webm', 0, '\x1a\x45\xdf\xa3'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/flac', 0, 'fLaC'],
  ['application/ogg', 0, 'OggS'],
];

/**
 * What the major brand of an ISO base media file stands for (ISO/IEC 14496-12; for pictures 23008-12, and the AVIF
 * specification; mp4ra.org). The same container holds pictures, films and sound: a brand not known here shows nothing.
 */
const brands: Readonly<Record<string, readonly string[]>> = {
  'image/avif': ['avif', 'avis', 'avio'],
  'image/heic': ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'],
  // Says what holds the pictures, not how they are coded.
  'image/heif': ['mif1', 'mif2', 'msf1', 'miaf'],
  'video/mp4': ['isom', 'iso2', 'iso3', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'dash', 'M4V ', 'MSNV'],
  'video/quicktime': ['qt  '],
};

const brandTypes: ReadonlyMap<string, string> = new Map(
  Object.entries(brands).flatMap(([type, all]) => all.map((brand) => [brand, type] as const)),
);

/** What may come before a document's own beginning: a mark of the encoding, the XML declaration, comments. */
const prologue = '^(?:\\xef\\xbb\\xbf)?\\s*(?:<\\?xml[^>]*>\\s*)?(?:<!--[\\s\\S]*?-->\\s*)*';
const page = new RegExp(`${prologue}<(?:!doctype html|html|head|body|script|title)[\\s>]`, 'i');
const svg = new RegExp(`${prologue}(?:<!doctype svg[^>]*>\\s*)?<svg[\\s>]`, 'i');
const pageTypes: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml']);

/** The type that the first bytes show; undefined where they show none. */
export function sniff(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.subarray(0, sniffBytes)).toString('latin1');
  if (page.test(text)) return 'text/html';
  if (svg.test(text)) return 'image/svg+xml';
  if (text.startsWith('ftyp', 4)) return brandTypes.get(text.slice(8, 12));
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
  return asked || pageTypes.has(said) ? complaint(said, expected) : undefined;
}

/** By what else a type goes: sequences have names of their own, and what is coded as HEIC or AVIF is HEIF all the same. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = {
  'image/avif': ['image/heif', 'image/avif-sequence'],
  'image/heic': ['image/heif', 'image/heic-sequence', 'image/heif-sequence'],
  'image/heif': ['image/heic', 'image/avif', 'image/heic-sequence', 'image/heif-sequence'],
};

function matches(expected: string, type: string): boolean {
  const wanted = expected.toLowerCase();
  if (wanted.endsWith('/*')) return type.startsWith(wanted.slice(0, -1));
  return type === wanted || alsoCalled[type]?.includes(wanted) === true;
}

function complaint(type: string, expected: string): string {
  return `${pageTypes.has(type) ? `a web page (${type})` : type} came where ${expected} was expected`;
}
