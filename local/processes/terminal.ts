/** What the commands of `local/` print for the person at the terminal. */
import { inspect } from 'node:util';
import { CannotStart } from './cannot-start.ts';
import { Stopped } from './run.ts';

/** Prints a line, or several. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a sentence to standard error. */
export function printError(sentence: string): void {
  process.stderr.write(`Error: ${sentence}\n`);
}

/** Prints why a command ended: a known problem as its sentence, any other error with its stack, for it is a defect. */
export function printProblem(problem: unknown): void {
  if (problem instanceof CannotStart || problem instanceof Stopped) {
    printError(problem.message);
  } else {
    process.stderr.write(`${inspect(problem)}\n`);
  }
}
