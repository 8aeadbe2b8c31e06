/** Copies parts of the project to where a run may change them. */
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder of the copy, whose name says what it is for. Packages are those of the project. */
export function projectCopy(project: string, names: readonly string[], what: string): string {
  const path = mkdtempSync(join(tmpdir(), `stockline-${what}-`));
  for (const name of names) {
    cpSync(join(project, name), join(path, name), { recursive: true });
  }
  symlinkSync(join(project, 'node_modules'), join(path, 'node_modules'));
  return path;
}
