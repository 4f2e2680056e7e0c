// Fails if the Activity page needs too much JavaScript for its first render.
import { readFile } from 'node:fs/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';

// 250 kB load in a second on a slow mobile connection.
const LIMIT = 250_000;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));

const files = new Set();
function add(key) {
  const chunk = manifest[key];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const imported of chunk.imports ?? []) add(imported);
}
add('index.html');
// Loaded on demand, but it is the start page of most users.
const page = 'src/activity/ActivityPage.tsx';
if (!(page in manifest)) throw new Error(`${page} is not in the manifest`);
add(page);

let gzip = 0;
let brotli = 0;
for (const file of files) {
  const bytes = await readFile(new URL(file, dist));
  gzip += gzipSync(bytes, { level: 9 }).length;
  brotli += brotliCompressSync(bytes).length;
}
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`Activity, first load: ${kB(gzip)} gzip, ${kB(brotli)} brotli in ${files.size} files (at most ${kB(LIMIT)})`);
// Gzip is the larger form, for browsers without Brotli.
if (gzip > LIMIT) {
  console.error('too much JavaScript on the first load: split something off');
  process.exit(1);
}
