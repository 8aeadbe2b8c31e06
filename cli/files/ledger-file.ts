/**
 * The file of `npx stockline export --ledger`: JSON lines. The first says what the file is, each further one is an item of the table,
 * and the last says how many they are, with a digest of all lines before: a file that was cut or changed is refused.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { StoredItem } from '../../shared/aws/backup/ledger-copy.ts';
import { messageOf } from '../../shared/message-of.ts';

const KIND = 'stockline ledger';
/** Of the file. The items in it have versions of their own. */
const VERSION = 1;

const header = v.object({
  kind: v.literal(KIND),
  version: v.literal(VERSION),
  exportedAt: v.string(),
  table: v.string(),
});
const footer = v.object({ items: v.number(), sha256: v.string() });

/** An attribute value of DynamoDB in the forms that Stockline writes. */
const attribute: v.GenericSchema<unknown, StoredItem[string]> = v.lazy(() =>
  v.union([
    v.strictObject({ S: v.string() }),
    v.strictObject({ N: v.string() }),
    v.strictObject({ SS: v.array(v.string()) }),
    v.strictObject({ BOOL: v.boolean() }),
    v.strictObject({ NULL: v.literal(true) }),
    v.strictObject({ L: v.array(attribute) }),
    v.strictObject({ M: v.record(v.string(), attribute) }),
  ]),
);
const item = v.pipe(
  v.record(v.string(), attribute),
  v.check((each) => 'S' in (each['pk'] ?? {}) && 'S' in (each['sk'] ?? {}), 'an item needs pk and sk'),
);

/** The lines of the file, each with its line end. */
export async function* ledgerLines(
  items: AsyncIterable<StoredItem>,
  { table, exportedAt }: { readonly table: string; readonly exportedAt: string },
): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const line = (content: object): string => {
    const text = `${JSON.stringify(content)}\n`;
    digest.update(text);
    return text;
  };
  yield line({ kind: KIND, version: VERSION, exportedAt, table });
  let count = 0;
  for await (const each of items) {
    yield line(each);
    count += 1;
  }
  yield line({ items: count, sha256: digest.copy().digest('hex') });
}

/**
 * Calls `take` with the items of the file, some hundred at a time. Throws a sentence with the line for a file that is none of these,
 * is cut, or was changed: what came before the bad line has been taken, so read a file through once before it is written.
 */
export async function readLedgerFile(
  lines: AsyncIterable<string>,
  take: (items: readonly StoredItem[]) => Promise<void>,
): Promise<{ readonly items: number; readonly exportedAt: string }> {
  const digest = createHash('sha256');
  let exportedAt: string | undefined;
  let waiting: { readonly text: string; readonly line: number } | undefined;
  let batch: StoredItem[] = [];
  let count = 0;
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (exportedAt === undefined) {
      exportedAt = at(1, () => v.parse(header, JSON.parse(text))).exportedAt;
      digest.update(`${text}\n`);
      continue;
    }
    // The last line is another thing than those before: each waits until the next one is there.
    if (waiting !== undefined) {
      const { text: before, line } = waiting;
      batch.push(at(line, () => v.parse(item, JSON.parse(before))));
      digest.update(`${before}\n`);
      count += 1;
    }
    waiting = { text, line: number };
    if (batch.length === 500) {
      await take(batch);
      batch = [];
    }
  }
  if (exportedAt === undefined || waiting === undefined) {
    throw new Error('This is no file of `npx stockline export --ledger`.');
  }
  const { text, line } = waiting;
  const end = at(line, () => v.parse(footer, JSON.parse(text)));
  if (end.items !== count || end.sha256 !== digest.digest('hex')) {
    throw new Error(`The file was changed, or lines are missing: ${count} items of ${end.items}.`);
  }
  await take(batch);
  return { items: count, exportedAt };
}

function at<Parsed>(line: number, parse: () => Parsed): Parsed {
  try {
    return parse();
  } catch (error) {
    throw new Error(
      `Line ${line} of the file is no line of an exported ledger, or the file is cut: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}
