// What Ink and its helpers import as string-width. The package's expressions of Unicode properties take as long to compile
// as all else before the first frame; text of scripts and signs without combining forms needs none of them. The package
// itself is evaluated when the first other text comes: what esbuild finds in a require is not run before.
import { eastAsianWidth } from 'get-east-asian-width';

// Latin, Greek, Cyrillic, punctuation, arrows, boxes, signs, braille, kana, Han, Hangul: one code unit, one cell or two. A
// joiner, a selector of emoji style or a combining mark stands outside these ranges.
const plain =
  /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0373\u0388-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u2bff\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*$/;
const colours = /\x1b\[[\d;]*m/g;

export default function stringWidth(text, options) {
  const bare = text.includes('\x1b') ? text.replace(colours, '') : text;
  if (options !== undefined || !plain.test(bare))
    return require('../node_modules/string-width/index.js').default(text, options);
  let width = 0;
  for (let index = 0; index < bare.length; index += 1) {
    const unit = bare.charCodeAt(index);
    width += unit < 0x300 ? 1 : eastAsianWidth(unit);
  }
  return width;
}
