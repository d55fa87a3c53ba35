/** What the sample server offers and what the sample folder already holds: data, from which everything else is made. */

export type PictureFormat = 'jpg' | 'png' | 'webp';

/** A picture is its seed, size and format: equal ones are equal byte by byte. */
export interface Picture {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly format: PictureFormat;
}

export type Route =
  /** Served at once, or at `bytesPerSecond`. */
  | { readonly kind: 'picture'; readonly picture: Picture; readonly bytesPerSecond: number | undefined }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'missing' };

export interface Collection {
  /** By path on the server, in the order of the URL list. */
  readonly routes: ReadonlyMap<string, Route>;
  /** By path below the sample folder: what is there before the first download. */
  readonly files: ReadonlyMap<string, Picture>;
}

const sizes: readonly (readonly [number, number])[] = [
  [1600, 1067],
  [1280, 853],
  [1067, 1600],
  [1920, 1080],
  [800, 600],
];
const formats: readonly PictureFormat[] = ['jpg', 'jpg', 'png', 'jpg', 'webp', 'jpg', 'jpg'];

const photos = 42;
const slow = [7, 23];

export function sampleCollection(): Collection {
  const routes = new Map<string, Route>();
  const files = new Map<string, Picture>();

  for (let number = 1; number <= photos; number += 1) {
    const bytesPerSecond = slow.includes(number) ? 8 * 1024 : undefined;
    routes.set(`/photos/${fileName(number)}`, { kind: 'picture', picture: pictureOf(number), bytesPerSecond });
  }
  // A third of the list is content that another name has already.
  for (let copy = 0; copy < photos / 2; copy += 1) {
    const number = 1 + copy * 2;
    const picture = pictureOf(number);
    const name =
      copy % 2 === 0 ? `copy-of-${fileName(number)}` : `${(copy * 7919 + 4096).toString(16)}.${picture.format}`;
    routes.set(`/mirror/${name}`, { kind: 'picture', picture, bytesPerSecond: undefined });
  }
  routes.set('/go/harbour', { kind: 'redirect', to: `/photos/${fileName(3)}` });
  routes.set('/go/summit', { kind: 'redirect', to: `/photos/${fileName(8)}` });
  routes.set('/photos/IMG_0404.jpg', { kind: 'missing' });

  for (const number of [2, 4, 9, 12, 15, 21, 28]) {
    files.set(`2024/${fileName(number)}`, pictureOf(number));
    if (number % 3 === 0) files.set(`backup/${fileName(number)}`, pictureOf(number));
    if (number % 4 === 0) files.set(`backup (1)/${fileName(number)}`, pictureOf(number));
  }
  for (const number of [101, 102, 103]) files.set(`2024/${fileName(number)}`, pictureOf(number));
  return { routes, files };
}

function fileName(number: number): string {
  return `IMG_${String(number).padStart(4, '0')}.${pictureOf(number).format}`;
}

function pictureOf(number: number): Picture {
  const [width, height] = sizes[number % sizes.length] ?? [800, 600];
  return { seed: number * 2_654_435_761, width, height, format: formats[number % formats.length] ?? 'jpg' };
}
