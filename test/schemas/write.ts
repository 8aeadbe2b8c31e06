/** `npm run schemas`: writes docs/schemas anew. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileText, SCHEMA_FILES } from './schema-files.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'schemas');

rmSync(FOLDER, { recursive: true, force: true });
for (const [file, schema] of SCHEMA_FILES) {
  const path = join(FOLDER, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, fileText(schema));
}
