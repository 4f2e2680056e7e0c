// Generates src/api/schema.ts from docs/openapi.json. Leaves an unchanged file untouched, so that its
// modification time does not trigger a build.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const description = process.env.OPENAPI
  ? new URL(process.env.OPENAPI, `file://${process.cwd()}/`)
  : new URL('../../../../docs/openapi.json', import.meta.url);
const target = new URL('../src/api/schema.ts', import.meta.url);

const types = astToString(await openapiTS(description, { alphabetize: true, rootTypes: false }));
const text = `// Generated from docs/openapi.json by scripts/types.mjs. Do not edit.\n\n${types}`;
const before = await readFile(target, 'utf8').catch(() => '');
if (before !== text) await writeFile(target, text);
