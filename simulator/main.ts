/** `npm run simulate`: runs the flash-sale simulator with the arguments of the command line. */
import { main } from './command-line/command-line.ts';

const { stderr } = process;
const clearLine = '\r\u001B[K';
const progress = (text: string) => stderr.write(`${clearLine}${text}`);

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => {
    stderr.write(stderr.isTTY ? clearLine : '');
    process.stdout.write(text);
  },
  err: (text) => stderr.write(text),
  ...(stderr.isTTY && { progress }),
});
