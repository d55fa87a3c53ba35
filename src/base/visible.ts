/**
 * Makes foreign text safe to print: nothing that comes from a file name, a URL, a header or another user's command line
 * may move the cursor, change colours, start a new line or turn the reading direction (CVE-2024-58251, Trojan Source).
 */

// C0 and C1 controls, line and paragraph separators, bidi controls, zero-width marks, the byte order mark, tags.
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/** Shows what cannot be shown as a backslash escape, as `ls --escape` does. Idempotent on safe text. */
export function makeVisible(text: string): string {
  return text.replace(unsafe, (character) => {
    const known = short[character];
    if (known !== undefined) return known;
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}
