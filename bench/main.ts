/** `npm run bench`: counts what the product takes of AWS while its own functions run. */
import { main } from './command-line.ts';

// Functions write their log to the terminal's streams: what the bench says goes the way they had at first.
const [out, err] = [process.stdout.write.bind(process.stdout), process.stderr.write.bind(process.stderr)];

process.exitCode = await main(process.argv.slice(2), { out, err });
