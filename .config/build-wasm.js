// Makes src/base/xxh3-binary.ts out of src/base/xxh3.wat: `npm run build:wasm`, when that has been changed. The result is
// kept beside its source, since tests and benchmarks run the sources as they are; a test holds the two together.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openWabt from 'wabt';

const file = (name) => fileURLToPath(new URL(`../src/base/${name}`, import.meta.url));

/** @returns {Promise<Uint8Array>} */
export async function assembled() {
  const wabt = await openWabt();
  const module = wabt.parseWat('xxh3.wat', readFileSync(file('xxh3.wat'), 'utf8'), { simd: true });
  try {
    module.validate();
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const base64 = Buffer.from(await assembled()).toString('base64');
  const text = `/** WebAssembly in base64, made from xxh3.wat: see .config/build-wasm.js. */\nexport const xxh3Binary =\n  '${base64}';\n`;
  writeFileSync(file('xxh3-binary.ts'), text);
}
