/** Writes a field of CSV text. */

/** What spreadsheets take for the beginning of a formula (OWASP, “CSV Injection”, https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^'*[=+\-@\t\r]/;

/**
 * The field, quoted where it must be (RFC 4180, section 2). Text that a spreadsheet would run as a formula gets an
 * apostrophe before it: an identifier of somebody else must not be a program on an operator's machine. `cellText` takes it off.
 */
export function csvField(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The text of a cell as it was before `csvField` wrote it, or a person marked it as text in the manner of spreadsheets. */
export function cellText(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
