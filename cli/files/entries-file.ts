/**
 * The file of `npx stockline export --entries`: JSON lines. Each is an entry as it was posted, those of a SKU in their order; the last
 * says how many they are, with a digest of all lines before. One who has it can follow each SKU's chain without the ledger.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { entryShape } from '../../shared/aws/shapes/ledger-items.ts';
import type { Sku } from '../../shared/domain/identifiers.ts';
import { type ChainFault, type ChainPosition, chainStart, followChain } from '../../shared/domain/ledger/chain.ts';
import type { Digest, LedgerEntry } from '../../shared/domain/ledger/ledger-entry.ts';
import { messageOf } from '../../shared/message-of.ts';

const footer = v.strictObject({ entries: v.number(), skus: v.number(), sha256: v.string() });

/** The lines of the file, each with its end. */
export async function* entryLines(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<string> {
  const digest = createHash('sha256');
  let count = 0;
  let skus = 0;
  let sku: Sku | undefined;
  for await (const entry of entries) {
    const line = `${JSON.stringify(entryShape.stamp(entry))}\n`;
    digest.update(line);
    count += 1;
    skus += entry.sku === sku ? 0 : 1;
    sku = entry.sku;
    yield line;
  }
  yield `${JSON.stringify({ entries: count, skus, sha256: digest.digest('hex') })}\n`;
}

export type VerifiedFile = {
  readonly entries: number;
  readonly skus: number;
  readonly broken: readonly { readonly sku: Sku; readonly fault: ChainFault }[];
};

/**
 * Follows each SKU's chain through the file. Throws a sentence with the line for a file that is none of these, was cut, or was
 * changed: its digest covers every line.
 */
export async function verifyEntryLines(lines: AsyncIterable<string>, digest: Digest): Promise<VerifiedFile> {
  const broken: VerifiedFile['broken'][number][] = [];
  const sum = createHash('sha256');
  const seen = new Set<Sku>();
  let position: ChainPosition = chainStart();
  let present: Sku | undefined;
  let isBroken = false;
  let count = 0;
  let waiting: string | undefined;
  for await (const line of lines) {
    if (waiting !== undefined) {
      sum.update(`${waiting}\n`);
      count += 1;
      const entry = entryIn(waiting, count);
      if (entry.sku !== present) {
        if (seen.has(entry.sku)) {
          throw new Error(`Line ${count}: the entries of ${entry.sku} do not stand together.`);
        }
        seen.add(entry.sku);
        [present, position, isBroken] = [entry.sku, chainStart(), false];
      }
      const followed = isBroken ? undefined : followChain(position, entry, digest);
      if (followed !== undefined && 'fault' in followed) {
        broken.push({ sku: entry.sku, fault: followed.fault });
        isBroken = true;
      } else if (followed !== undefined) {
        position = followed.position;
      }
    }
    waiting = line;
  }
  const end = v.safeParse(footer, waiting === undefined ? undefined : parsed(waiting));
  if (!end.success) {
    throw new Error('This is no whole file of `npx stockline export --entries`: its last line is missing.');
  }
  const { entries, skus, sha256 } = end.output;
  if (entries !== count || skus !== seen.size || sha256 !== sum.digest('hex')) {
    throw new Error(`The file was changed, or lines are missing: ${count} entries of ${entries}.`);
  }
  return { entries: count, skus: seen.size, broken };
}

function entryIn(line: string, number: number): LedgerEntry {
  try {
    return entryShape.read(JSON.parse(line), `line ${number}`);
  } catch (error) {
    throw new Error(`Line ${number} is no entry of a ledger: ${messageOf(error)}`, { cause: error });
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
