/** `npx stockline status`: whether all channels are in sync, how far behind each is, and what is wrong. */
import { listChannels } from '../../../shared/usecases/reading/list-channels.ts';
import { listProblems } from '../../../shared/usecases/reading/list-problems.ts';
import { optionsOf } from '../../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command } from '../../command.ts';
import { findDeployment } from '../../deployment/deployment.ts';
import { statusPorts } from '../../reading/status-ports.ts';
import { statusLines } from '../../reports/reading/status-report.ts';

export const statusCommand: Command = {
  options: COMMON_OPTIONS,
  usage: `Usage: npx stockline status [options]

Shows in one look what the page shows under “Now”: each channel with what is pushed to it, how far behind it is and when it last
reported and was compared; and what is wrong, each with what to do. Takes a second or two, and reads no whole table: doctor
checks more. Exit code 1 when something is wrong.

${COMMON_USAGE}`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const values = optionsOf(args, COMMON_OPTIONS);
  const ports = statusPorts(await findDeployment(values));
  const [listed, wrong] = await Promise.all([listChannels(ports), listProblems(ports)]);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...listed, ...wrong })}\n`
      : `${statusLines(listed.channels, wrong, new Date(), values).join('\n')}\n`,
  );
  return wrong.problems.length === 0 ? 0 : 1;
}
