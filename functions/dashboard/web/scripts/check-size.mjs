// Fails if a start page needs too much JavaScript for its first render, or if a page adds too much to it.
import { readFile } from 'node:fs/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';

// 250 kB load in a second on a slow mobile connection.
const FIRST_LOAD = 250_000;
const PAGE = 80_000;
const START_PAGES = ['src/app/OverviewPage.tsx', 'src/activity/ActivityPage.tsx', 'src/app/MyAccountPage.tsx'];
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));

/** Returns the files of a chunk and of what it imports, in addition to `files`. */
function filesOf(key, files = new Set()) {
  const { file, imports = [] } = manifest[key];
  if (files.has(file)) return files;
  files.add(file);
  for (const imported of imports) filesOf(imported, files);
  return files;
}

async function sizeOf(files) {
  const contents = await Promise.all([...files].map((file) => readFile(new URL(file, dist))));
  const sum = (compress) => contents.reduce((bytes, content) => bytes + compress(content).length, 0);
  // Gzip is the larger form, for browsers without Brotli.
  return { gzip: sum((content) => gzipSync(content, { level: 9 })), brotli: sum(brotliCompressSync) };
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const shell = filesOf('index.html');
const pages = Object.keys(manifest).filter((key) => /Page\.tsx$/.test(key) && manifest[key].isDynamicEntry);
for (const page of START_PAGES) if (!pages.includes(page)) throw new Error(`${page} is not in the manifest`);

let isTooLarge = false;
function check(name, bytes, limit) {
  console.log(`${name}: ${kB(bytes)} gzip (at most ${kB(limit)})`);
  if (bytes <= limit) return;
  console.error(`${name} is too large: load a part of it on demand`);
  isTooLarge = true;
}
for (const page of START_PAGES) {
  const { gzip, brotli } = await sizeOf(filesOf(page, new Set(shell)));
  check(`${page}, first load, ${kB(brotli)} brotli`, gzip, FIRST_LOAD);
}
for (const page of pages) {
  const added = [...filesOf(page, new Set(shell))].filter((file) => !shell.has(file));
  check(page, (await sizeOf(added)).gzip, PAGE);
}
if (isTooLarge) process.exit(1);
