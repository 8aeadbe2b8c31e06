/** Validates what the product asks of Shopify against Shopify's own schema. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { SHOPIFY_API_VERSION, versionNotice } from '../../shared/channels/shopify/api-version.ts';

const SHOPIFY = join(import.meta.dirname, '..', '..', 'shared', 'channels', 'shopify');
const SCHEMAS = join(import.meta.dirname, '..', '..', 'sandbox', 'shopify', 'admin-api', 'schema');

/** A GraphQL document of the product, by the name that it is exported under. */
export type NamedDocument = { readonly name: string; readonly text: string };

/** A version of the Admin API whose schema is kept here. */
export type KeptSchema = { readonly version: string; readonly schema: GraphQLSchema };

/** How many locations a document that is made for some locations is tried with. */
const LOCATION_COUNTS = [0, 1, 3];

/** All documents that files named …documents.ts export: as text, or as a function …Document of a number of locations. */
export async function shopifyDocuments(): Promise<readonly NamedDocument[]> {
  const files = readdirSync(SHOPIFY, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('documents.ts'),
  );
  const modules = await Promise.all(
    files.map(async (file) => (await import(join(SHOPIFY, file))) as Readonly<Record<string, unknown>>),
  );
  return modules.flatMap((each) => Object.entries(each).flatMap(([name, exported]) => documentsOf(name, exported)));
}

function documentsOf(name: string, exported: unknown): readonly NamedDocument[] {
  if (typeof exported === 'string') {
    return [{ name, text: exported }];
  }
  return typeof exported === 'function' && name.endsWith('Document')
    ? LOCATION_COUNTS.map((count) => ({ name: `${name}(${count})`, text: String(exported(count)) }))
    : [];
}

/** Every version whose schema is kept. */
export function keptSchemas(): readonly KeptSchema[] {
  return readdirSync(SCHEMAS).flatMap((file) => {
    const version = /^admin-(\d{4}-\d\d)\.graphql$/.exec(file)?.[1];
    return version === undefined ? [] : [{ version, schema: buildSchema(readFileSync(join(SCHEMAS, file), 'utf8')) }];
  });
}

/** What Shopify would refuse of the documents, as sentences. */
export function documentFaults(documents: readonly NamedDocument[], schemas: readonly KeptSchema[]): readonly string[] {
  return schemas.flatMap(({ version, schema }) =>
    documents.flatMap(({ name, text }) =>
      validate(schema, parse(text)).map(({ message }) => `${name} is not valid in Admin API ${version}: ${message}`),
    ),
  );
}

/** What a check of all documents finds; `notices` are worth knowing and no faults. */
export type DocumentsCheck = {
  readonly documents: number;
  readonly versions: readonly string[];
  readonly notices: readonly string[];
  readonly faults: readonly string[];
};

/** Validates all documents, and says from a quarter before it ends that the version that we call ends. */
export async function checkShopifyDocuments(now: Date): Promise<DocumentsCheck> {
  const [documents, schemas] = [await shopifyDocuments(), keptSchemas()];
  const versions = schemas.map(({ version }) => version);
  const notice = versionNotice(now);
  return {
    documents: documents.length,
    versions,
    notices: notice === undefined ? [] : [`shared/channels/shopify/api-version.ts: ${notice}`],
    faults: [
      ...(versions.includes(SHOPIFY_API_VERSION) ? [] : [`No schema of Admin API ${SHOPIFY_API_VERSION} is kept.`]),
      ...documentFaults(documents, schemas),
    ],
  };
}
