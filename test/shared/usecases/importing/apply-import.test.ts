import { describe, expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import { applyImport, awaitLedger } from '../../../../shared/usecases/importing/apply-import.ts';
import { planImport } from '../../../../shared/usecases/importing/plan-import.ts';
import { readChannels } from '../../../../shared/usecases/importing/read-channels.ts';
import { stockFromChannel } from '../../../../shared/usecases/importing/stock-source.ts';
import { AMAZON, NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { importPorts } from '../../../fakes/ports/import-ports.ts';
import { channelOf, shows } from '../../../fakes/shops/imported-channels.ts';

const SKUS = Array.from({ length: 450 }, (_, nth) => parseSku(`SKU-${nth}`));

/** An import of SKUs on two channels, of which so many are posted while it waits once. */
async function imported({
  postedAWait,
  never = [],
}: {
  readonly postedAWait: number;
  readonly never?: readonly Sku[];
}) {
  const table = new MemoryTable();
  const channels = [SHOPIFY, AMAZON].map((channel) =>
    channelOf(channel, { pages: [SKUS.map((sku) => shows(sku, 5))] }),
  );
  const ports = importPorts(table, { ms: Date.parse(NOON) });
  const queued: Observation[] = [];
  const messages: Observation[] = [];
  const asked: Sku[] = [];
  const checked: string[] = [];
  const importing = {
    ...ports,
    observations: {
      ...ports.observations,
      send: async (sent: readonly Observation[]) => {
        messages.push(...sent);
        queued.push(...sent.filter(({ sku }) => !never.includes(sku)));
      },
    },
    checks: {
      ...ports.checks,
      schedule: async ({ sku }: { readonly sku: Sku }) => void checked.push(sku),
    },
    reader: {
      ...ports.reader,
      entry: async (sku: Sku, seq: number) => {
        asked.push(sku);
        return ports.reader.entry(sku, seq);
      },
    },
    wait: async () => ports.observations.send(queued.splice(0, postedAWait)),
  };
  const readings = await readChannels(importing, channels);
  const plan = await planImport(importing, readings, stockFromChannel(SHOPIFY));
  await applyImport(importing, plan);
  const missing = await awaitLedger(importing, plan);
  return { asked, missing, messages, checked };
}

describe('an import of many SKUs', () => {
  it('asks the ledger for each once, and for one of a hundred while they come', async () => {
    const { asked, missing, messages, checked } = await imported({ postedAWait: 10 });
    expect(missing).toEqual([]);
    // Each once, and a wait for the last one of each hundred.
    expect(asked.length).toBeLessThan(SKUS.length + SKUS.length / 10 + 10);
    expect(new Set(asked)).toEqual(new Set(SKUS));
    // A message for each SKU, and none for a listing that shows what was read.
    expect(messages).toHaveLength(SKUS.length);
    expect(checked).toEqual([]);
  });

  it('names those that never come, also the one that it waits for, and waits for the others', async () => {
    const never = [parseSku('SKU-7'), parseSku('SKU-199')];
    const { missing } = await imported({ postedAWait: 10, never });
    expect(missing).toEqual(never);
  });

  it('ends where nothing is posted at all', async () => {
    const { missing, asked } = await imported({ postedAWait: 0 });
    expect(missing).toEqual(SKUS);
    expect(asked.length).toBeLessThan(300 * SKUS.length);
  });
});
