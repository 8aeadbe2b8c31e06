/** Reads a time that an option gives. */
import { InvalidIdentifierError, parseTime } from '../../shared/domain/identifiers.ts';
import { UsageError } from '../command.ts';
import { printable } from '../terminal/printable.ts';

/** The time, ISO 8601 with milliseconds in UTC. Throws UsageError, which names the option, for what is none. */
export function timeOption(option: string, text: string): string {
  try {
    return parseTime(text);
  } catch (error) {
    if (error instanceof InvalidIdentifierError) {
      throw new UsageError(`${option} ${printable(text)}: ${error.message}`);
    }
    throw error;
  }
}
