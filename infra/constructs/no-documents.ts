/** Stands in the functions' bundles for what amazon-sp-api reads reports and feeds with. No function asks for either. */

/** Of iconv-lite. Throws: a report is the first thing that is decoded. */
export function decode(): never {
  throw new Error('Reports and feeds cannot be read here: see READERS_OF_DOCUMENTS in function-bundles.ts.');
}

/** Of fast-xml-parser; amazon-sp-api makes one for each client. */
export class XMLParser {
  /** Throws, as decode does. */
  parse(): never {
    return decode();
  }
}
