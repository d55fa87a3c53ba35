/**
 * What a file is by its first bytes (file(1), magic(5)). Its name says what somebody wants it to be. Pictures named here
 * are handed to the image library; SVG is not among them, since drawing one can read other files.
 */
export interface Format {
  readonly name: string;
  readonly picture: boolean;
}

/** As many bytes as {@link formatOf} looks at. */
export const magicBytes = 512;

interface Magic extends Format {
  readonly at: number;
  readonly bytes: string;
}

const picture = (name: string, bytes: string, at = 0): Magic => ({ name, picture: true, at, bytes });
const other = (name: string, bytes: string, at = 0): Magic => ({ name, picture: false, at, bytes });

// One character a byte.
const magics: readonly Magic[] = [
  picture('JPEG', '\xff\xd8\xff'),
  picture('PNG', '\x89PNG\r\n\x1a\n'),
  picture('GIF', 'GIF87a'),
  picture('GIF', 'GIF89a'),
  picture('WebP', 'WEBP', 8),
  picture('TIFF', 'II*\0'),
  picture('TIFF', 'MM\0*'),
  picture('AVIF', 'ftypavif', 4),
  picture('AVIF', 'ftypavis', 4),
  picture('HEIC', 'ftypheic', 4),
  picture('HEIC', 'ftypheix', 4),
  picture('HEIC', 'ftyphevc', 4),
  picture('HEIF', 'ftypmif1', 4),
  picture('HEIF', 'ftypmsf1', 4),
  other('BMP picture', 'BM'),
  other('Photoshop picture', '8BPS'),
  other('JPEG XL picture', '\0\0\0\x0cJXL '),
  other('icon', '\0\0\x01\0'),
  other('PDF document', '%PDF-'),
  other('ZIP archive', 'PK\x03\x04'),
  other('empty ZIP archive', 'PK\x05\x06'),
  other('gzip archive', '\x1f\x8b'),
  other('bzip2 archive', 'BZh'),
  other('xz archive', '\xfd7zXZ\0'),
  other('Zstandard archive', '\x28\xb5\x2f\xfd'),
  other('7-Zip archive', '7z\xbc\xaf\x27\x1c'),
  other('RAR archive', 'Rar!\x1a\x07'),
  other('tar archive', 'ustar', 257),
  other('QuickTime video', 'ftypqt', 4),
  other('MP4 video', 'ftyp', 4),
  other('Matroska video', '\x1a\x45\xdf\xa3'),
  other('AVI video', 'AVI ', 8),
  other('MPEG video', '\0\0\x01\xba'),
  other('WAV sound', 'WAVE', 8),
  other('FLAC sound', 'fLaC'),
  other('Ogg sound', 'OggS'),
  other('MP3 sound', 'ID3'),
  other('SQLite database', 'SQLite format 3\0'),
  other('ELF program', '\x7fELF'),
  other('WebAssembly', '\0asm'),
  other('Parquet table', 'PAR1'),
];

export function formatOf(head: Uint8Array): Format | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, magicBytes)).toString('latin1');
  return magics.find(({ at, bytes }) => text.startsWith(bytes, at));
}
