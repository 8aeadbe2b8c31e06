/** A file in `.local` that says that an import has begun and not ended. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** A note beside the project that an import has begun and not ended: the next one takes up what is left. */
export type ImportMark = {
  /** When the run began that did not end; ISO 8601. */
  readonly startedAt: string | undefined;
  begin(now: Date): Promise<void>;
  end(): Promise<void>;
};

/** The mark of imports into this table, in `.local`: a crash leaves it there. */
export async function importMark(
  table: string,
  folder = resolve(import.meta.dirname, '..', '..', '.local'),
): Promise<ImportMark> {
  const file = join(folder, `import-${table.replaceAll(/[^A-Za-z0-9._-]/g, '-')}.txt`);
  const startedAt = await readMark(file);
  return {
    startedAt,
    async begin(now) {
      await mkdir(folder, { recursive: true });
      await writeFile(file, startedAt ?? now.toISOString());
    },
    end: () => rm(file, { force: true }),
  };
}

async function readMark(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    return Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString();
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
