/** `npx stockline trace`: what became of an order, from the channel's message to each channel's answer. */
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { parseChannelId, parseSenderId } from '../../../shared/domain/identifiers.ts';
import { OPERATOR } from '../../../shared/domain/stock/stock-file.ts';
import { type TraceView, traceOrder } from '../../../shared/usecases/reading/read-stock.ts';
import { argumentsOf, onlyWord, wordAs } from '../../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command } from '../../command.ts';
import { findDeployment } from '../../deployment/deployment.ts';
import { traceLines } from '../../reports/reading/trace-report.ts';
import { printable } from '../../terminal/printable.ts';

const OPTIONS = { ...COMMON_OPTIONS, channel: { type: 'string' } } as const;

export const traceCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline trace ORDER [--channel CHANNEL] [options]

Shows each message about the order, a till's receipt or a batch (as receive:PO-77): what it posted, when, and what each
channel answered to the push that followed. Exit code 1 when the ledger received nothing of it.

  --channel CHANNEL  the channel that has the order (default: every channel is asked)
${COMMON_USAGE}

Example: npx stockline trace 179554678470000007`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const order = wordAs(parseSenderId, onlyWord(positionals, 'Name one order.'));
  const channel = values.channel === undefined ? undefined : wordAs(parseChannelId, values.channel);
  const { table, config } = await findDeployment(values);
  const channels = channel === undefined ? [...config.channels.map(({ id }) => id), OPERATOR] : [channel];
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
