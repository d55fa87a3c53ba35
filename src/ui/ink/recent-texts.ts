/**
 * What Ink knows of texts (their size, how they are wrapped), in place of the cache it uses (`quick-lru`, swapped by the
 * build). That one keeps up to 8,192 texts of any length. Here a text is the whole body of a pane, and with figures that
 * change all the time each frame has other ones: in some hours that would be tens of megabytes that are never asked for.
 */
const charactersKept = 128 * 1024;

/** The newest texts, in two generations: what is asked for in the older one moves to the younger. */
export default class RecentTexts<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  #characters = 0;

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(text: string): Value | undefined {
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const old = this.#old.get(text);
    if (old === undefined) return undefined;
    this.#old.delete(text);
    this.set(text, old);
    return old;
  }

  set(text: string, value: Value): void {
    if (!this.#young.has(text)) this.#characters += text.length;
    this.#young.set(text, value);
    if (this.#characters < charactersKept) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#characters = 0;
  }
}
