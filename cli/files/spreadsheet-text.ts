/** Reads the text of a file as a spreadsheet program leaves it, in the encodings that such programs write. */
import { readFile } from 'node:fs/promises';

/**
 * The text of a CSV file. Excel writes “CSV UTF-8” with a byte order mark, “Unicode Text” as UTF-16, and plain “CSV” in the code
 * page of the machine, which is Windows-1252 in Western Europe and America
 * (https://support.microsoft.com/en-us/office/file-formats-that-are-supported-in-excel-0943ff2c-6014-4e8d-aaea-b83d51d46247,
 * 2026-11); Google Sheets and LibreOffice write UTF-8. Throws a sentence for a workbook, which is no text.
 */
export async function readSpreadsheetText(file: string): Promise<string> {
  return spreadsheetText(await readFile(file), file);
}

/** The text of the bytes; `file` is named in what is thrown. */
export function spreadsheetText(bytes: Uint8Array, file: string): string {
  if (beginsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || beginsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    throw new Error(`${file} is a workbook, not a CSV file: save the sheet as CSV (UTF-8) and give that file.`);
  }
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  if (text.includes('\0')) {
    throw new Error(`${file} is no text: save the sheet as CSV (UTF-8) and give that file.`);
  }
  return text;
}

function encodingOf(bytes: Uint8Array): string {
  if (beginsWith(bytes, [0xff, 0xfe])) {
    return 'utf-16le';
  }
  if (beginsWith(bytes, [0xfe, 0xff])) {
    return 'utf-16be';
  }
  // Without a mark: the header is ASCII, so in UTF-16 every second of its bytes is 0.
  if (bytes.length > 1 && bytes[1] === 0) {
    return 'utf-16le';
  }
  if (bytes.length > 1 && bytes[0] === 0) {
    return 'utf-16be';
  }
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function beginsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
