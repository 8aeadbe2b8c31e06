/** `npx stockline trace`: what became of an order, from the channel's message to each channel's answer. */
import { parseArgs } from 'node:util';
import { documentClient, OF_A_COMMAND } from '../../../shared/aws/lambda/clients.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { parseChannelId, parseSenderId } from '../../../shared/domain/identifiers.ts';
import { OPERATOR } from '../../../shared/domain/stock/stock-file.ts';
import { type TraceView, traceOrder } from '../../../shared/usecases/reading/read-stock.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { findDeployment } from '../../deployment.ts';
import { printable } from '../../printable.ts';
import { traceLines } from '../../reports/trace-report.ts';

export const traceCommand: Command = {
  summary: 'show what became of an order: its entries, and every push that followed',
  usage: `Usage: npx stockline trace ORDER [--channel CHANNEL] [options]

Shows each message about the order, a till's receipt or a batch (as receive:PO-77): what it posted, when, and what each
channel answered to the push that followed. Exit code 1 when the ledger received nothing of it.

  --channel CHANNEL  the channel that has the order (default: every channel is asked)
${COMMON_USAGE}

Example: npx stockline trace 179554678470000007`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...COMMON_OPTIONS, channel: { type: 'string' } },
    allowPositionals: true,
  });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) {
    throw new UsageError('Name one order.');
  }
  const order = parseSenderId(name);
  const { table, config } = await findDeployment(values);
  const known = [...config.channels.map(({ id }) => id), OPERATOR];
  const channels = values.channel === undefined ? known : [parseChannelId(values.channel)];
  const reader = dynamoStockReader(documentClient(OF_A_COMMAND), table);
  const found = await Promise.all(channels.map((channel) => traceOrder(reader, channel, order)));
  const traces = found.filter((trace): trace is TraceView => trace !== undefined);
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ traces })}\n`);
  } else {
    const nothing = `The ledger received nothing of order ${printable(order)} from ${channels.join(', ')}.`;
    const lines = traces.length === 0 ? [nothing] : traces.flatMap(traceLines);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return traces.length === 0 ? 1 : 0;
}
