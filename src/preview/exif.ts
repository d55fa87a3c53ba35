/**
 * The little of Exif that a person looks for: which camera, when, and how (CIPA DC-008, TIFF 6.0 section 2). The bytes
 * are a stranger's: every offset is checked, no chain is followed twice, and what makes no sense is left out.
 */
import { makeVisible } from '../base/visible.ts';
import type { Shot } from './types.ts';

const tags = {
  make: 0x010f,
  model: 0x0110,
  changed: 0x0132,
  exifFolder: 0x8769,
  exposureTime: 0x829a,
  aperture: 0x829d,
  sensitivity: 0x8827,
  taken: 0x9003,
  focalLength: 0x920a,
} as const;

type Value = string | number;
type Entries = ReadonlyMap<number, Value>;

/** @param exif from the start of its TIFF header, with or without `Exif\0\0` before it */
export function readShot(exif: Uint8Array): Shot {
  const prefixed = Buffer.from(exif.buffer, exif.byteOffset, exif.length);
  const tiff = prefixed.subarray(0, 4).toString('latin1') === 'Exif' ? prefixed.subarray(6) : prefixed;
  const order = tiff.subarray(0, 2).toString('latin1');
  if (order !== 'II' && order !== 'MM') return {};
  const reader = new TiffReader(tiff, order === 'II');
  const first = reader.entriesAt(reader.number(4, 4));
  const folder = first.get(tags.exifFolder);
  const second: Entries = typeof folder === 'number' ? reader.entriesAt(folder) : new Map();
  const [camera, taken, exposure] = [cameraOf(first), takenOf(first, second), exposureOf(second)];
  return {
    ...(camera === undefined ? {} : { camera }),
    ...(taken === undefined ? {} : { taken }),
    ...(exposure === undefined ? {} : { exposure }),
  };
}

/** The maker's name is often the first word of the model's. */
function cameraOf(entries: Entries): string | undefined {
  const [make, model] = [textOf(entries, tags.make), textOf(entries, tags.model)];
  if (make === undefined || model === undefined) return model ?? make;
  const brand = make.split(' ')[0] ?? make;
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`;
}

function takenOf(first: Entries, second: Entries): string | undefined {
  const written = textOf(second, tags.taken) ?? textOf(first, tags.changed);
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(written ?? '');
  return match === null ? undefined : `${match[1]}-${match[2]}-${match[3]} ${match[4]}`;
}

function exposureOf(entries: Entries): string | undefined {
  const time = positive(entries, tags.exposureTime);
  const aperture = positive(entries, tags.aperture);
  const sensitivity = positive(entries, tags.sensitivity);
  const length = positive(entries, tags.focalLength);
  const parts = [
    ...(time === undefined ? [] : [time < 0.4 ? `1/${Math.round(1 / time)} s` : `${Number(time.toFixed(1))} s`]),
    ...(aperture === undefined ? [] : [`f/${Number(aperture.toFixed(1))}`]),
    ...(sensitivity === undefined ? [] : [`ISO ${sensitivity}`]),
    ...(length === undefined ? [] : [`${Number(length.toFixed(0))} mm`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}

function textOf(entries: Entries, tag: number): string | undefined {
  const value = entries.get(tag);
  if (typeof value !== 'string') return undefined;
  const text = makeVisible(value.replace(/\0.*$/s, '').trim()).slice(0, 60);
  return text === '' ? undefined : text;
}

function positive(entries: Entries, tag: number): number | undefined {
  const value = entries.get(tag);
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}

const mostEntries = 512;
const entryBytes = 12;
const [ascii, short, long, rational] = [2, 3, 4, 5] as const;

class TiffReader {
  readonly #bytes: Buffer;
  readonly #littleEndian: boolean;

  constructor(bytes: Buffer, littleEndian: boolean) {
    this.#bytes = bytes;
    this.#littleEndian = littleEndian;
  }

  /** 0 where it would stand outside. */
  number(at: number, bytes: 2 | 4): number {
    if (at < 0 || at + bytes > this.#bytes.length) return 0;
    return this.#littleEndian ? this.#bytes.readUIntLE(at, bytes) : this.#bytes.readUIntBE(at, bytes);
  }

  /** The tags of one folder of tags, by number. */
  entriesAt(at: number): Entries {
    const entries = new Map<number, Value>();
    const count = Math.min(mostEntries, this.number(at, 2));
    for (let index = 0; index < count; index += 1) {
      const entry = at + 2 + index * entryBytes;
      const value = this.#value(this.number(entry + 2, 2), this.number(entry + 4, 4), entry + 8);
      if (value !== undefined) entries.set(this.number(entry, 2), value);
    }
    return entries;
  }

  #value(type: number, count: number, at: number): Value | undefined {
    if (type === short) return this.number(at, 2);
    if (type === long) return this.number(at, 4);
    if (type === rational) {
      const place = this.number(at, 4);
      return this.number(place, 4) / this.number(place + 4, 4);
    }
    if (type !== ascii) return undefined;
    const place = count <= 4 ? at : this.number(at, 4);
    return this.#bytes.subarray(place, Math.min(place + count, place + 200)).toString('latin1');
  }
}
