/** `npx stockline bound`: how much a SKU oversells if it sells out now. */
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { configuredRules } from '../../shared/config.ts';
import { assumedDemand, boundOf } from '../../shared/domain/exposure/bound.ts';
import { currentExposure } from '../../shared/domain/exposure/exposure.ts';
import { isInForce } from '../../shared/domain/exposure/shares.ts';
import { sellsWithoutStock } from '../../shared/domain/listing/catalogue-note.ts';
import { listingId } from '../../shared/domain/listing/listing.ts';
import { argumentsOf, onlyWord, skuWord } from '../arguments/arguments.ts';
import { escrowProofs } from '../channels/escrow-proof.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { findDeployment } from '../deployment/deployment.ts';
import { boundLines } from '../reports/bound-report.ts';
import { printableLines } from '../terminal/printable.ts';

const OPTIONS = { ...COMMON_OPTIONS, rate: { type: 'string' } } as const;

export const boundCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline bound SKU [--rate N] [options]

Prints the mean of units oversold, and the chance that any are, if the SKU sold out at its present demand: under its
own rules, and under each policy. Prints the demand and the lag of each listing too, from which this is computed.

  --rate N          assume N units sold a second, over all listings, as in the flash sale you plan
${COMMON_USAGE}

Example: npx stockline bound FLASH --rate 10`,
  run: async (args) => {
    const { values, positionals } = argumentsOf(args, OPTIONS);
    const sku = skuWord(onlyWord(positionals, 'Name one SKU.'));
    const rate = rateIn(values.rate);
    const { config, table } = await findDeployment(values);
    const read = await dynamoStockReader(documentClient(OF_A_COMMAND), table).skuState(sku);
    if (read === undefined) {
      throw new Error(`The ledger has no SKU “${sku}”: import it with \`npx stockline import\`.`);
    }
    const now = new Date();
    const exposure = currentExposure(read, configuredRules(config));
    const demand = rate === undefined ? read.demand : assumedDemand(read.demand, rate, now);
    const bound = boundOf(exposure, { ...read, demand, settleMs: config.settleSeconds * 1_000 }, now);
    const isEscrowInForce = exposure.shares !== undefined && isInForce(exposure, read);
    const listed = new Set(read.listings.filter(({ managed }) => managed).map(({ channel }) => channel));
    const conditions = escrowProofs(config).filter(({ channel }) => listed.has(channel));
    const report = {
      sku,
      at: now.toISOString(),
      isRateAssumed: rate !== undefined,
      isEscrowInForce,
      ...bound,
      conditions,
      withoutStock: read.listings.filter(sellsWithoutStock).map(listingId),
    };
    process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : printableLines(boundLines(report).join('')));
    return 0;
  },
};

function rateIn(text: string | undefined): number | undefined {
  const rate = Number(text);
  if (text !== undefined && !(rate > 0 && Number.isFinite(rate))) {
    throw new UsageError(`--rate ${text}: give units a second, above 0.`);
  }
  return text === undefined ? undefined : rate;
}
