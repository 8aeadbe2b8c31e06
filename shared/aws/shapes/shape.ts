/**
 * A shape is the form in which something is stored or queued, with the version of that form.
 *
 * Queue messages outlive a deployment and ledger entries are kept for ever, so what is read may have been written by
 * older code. Each stored thing therefore has one `Shape`, and is written and read through it only:
 *
 * - `stamp` adds `shapeVersion` to what is written. Version 0.1 of Stockline wrote none: its absence means 1.
 * - `read` brings an older form up to the present one, version by version, and then checks it against the schema.
 *   A form that is newer than this code is an error: it is never read by guessing.
 *
 * Every change of a form is a new version, an added optional field too: code that does not know the field would drop
 * it when it writes the item again. To make one: change the schema, append an upcast, and keep a file of what the
 * version before wrote (test/shared/aws/shapes). An item that is updated in parts (a channel's state, a sweep's mark)
 * carries the version of its last writer, so the fields of its next version must have new names or the same meaning.
 *
 * The idea is that of event upcasting, as in Emmett (packages/emmett/src/eventStore/versioning, event-driven-io/emmett).
 */
import * as v from 'valibot';

/** What was stored, before it is read. */
export type StoredFields = Readonly<Record<string, unknown>>;

/** Turns the form of one version into the form of the next. */
export type Upcast = (older: StoredFields) => StoredFields;

/** What is stored or queued has a form that this code cannot read. The message says what, where, and what to do. */
export class UnreadableShapeError extends Error {
  override readonly name: string = 'UnreadableShapeError';
}

/** A newer version of Stockline wrote it: while that version is being deployed, the next attempt may be able to read it. */
export class NewerShapeError extends UnreadableShapeError {
  override readonly name = 'NewerShapeError';
}

export type Shape<Value extends object, Stored extends object = Value> = {
  /** What it is, as part of a sentence: `ledger entry`. */
  readonly name: string;
  /** The version that is written now. */
  readonly version: number;
  /** Reads what was stored at `where` (`SKU#MUG CARD`, `message 1f3a`). Throws UnreadableShapeError. */
  read(stored: unknown, where: string): Value;
  /** What to store: the value under its stored names, with the version of its form. */
  stamp(value: Value): Stored & { readonly shapeVersion: number };
  /** The schema of the present form, without `shapeVersion`, from which its description is made (docs/schemas). */
  readonly fields: v.GenericSchema<unknown, Value>;
  /** The same reading as a schema, for a shape that lies within another one. */
  readonly schema: v.GenericSchema<unknown, Value>;
};

const NEWER = 'a newer version of Stockline wrote it';

/** The schema describes the present form; `upcasts[0]` leads from version 1 to version 2, and so on. */
export function shapeOf<Value extends object>(
  name: string,
  schema: v.GenericSchema<unknown, Value>,
  upcasts: readonly Upcast[] = [],
): Shape<Value> {
  return renamingShapeOf(name, schema, (value) => value, upcasts);
}

/**
 * A shape whose stored names are not the code's (docs/glossary.md, “Stored names that stay”): the schema ends in the code's
 * names, and `toStored` gives the stored ones back.
 */
export function renamingShapeOf<Value extends object, Stored extends object>(
  name: string,
  schema: v.GenericSchema<unknown, Value>,
  toStored: (value: Value) => Stored,
  upcasts: readonly Upcast[] = [],
): Shape<Value, Stored> {
  const version = upcasts.length + 1;
  const parse = (
    stored: unknown,
  ): { readonly value: Value } | { readonly problem: string; readonly isNewer?: true } => {
    if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) {
      return { problem: 'it is not an object' };
    }
    const { shapeVersion = 1, ...fields }: StoredFields = { ...stored };
    if (typeof shapeVersion !== 'number' || !Number.isInteger(shapeVersion) || shapeVersion < 1) {
      return { problem: 'its shapeVersion is not a whole number from 1' };
    }
    if (shapeVersion > version) {
      return {
        isNewer: true,
        problem: `${NEWER} (shape ${shapeVersion}, this one reads shapes up to ${version}): deploy that version`,
      };
    }
    const present = upcasts.slice(shapeVersion - 1).reduce((older, upcast) => upcast(older), fields);
    const read = v.safeParse(schema, present);
    if (read.success) {
      return { value: read.output };
    }
    const [issue] = read.issues;
    return { problem: problemOf(issue), ...(issue.message.includes(NEWER) && { isNewer: true }) };
  };
  return {
    name,
    version,
    fields: schema,
    read(stored, where) {
      const read = parse(stored);
      if ('problem' in read) {
        const Unreadable = read.isNewer ? NewerShapeError : UnreadableShapeError;
        throw new Unreadable(`The ${name} (${where}) cannot be read: ${read.problem}.`);
      }
      return read.value;
    },
    stamp: (value) => ({ ...toStored(value), shapeVersion: version }),
    schema: v.pipe(
      v.unknown(),
      v.rawTransform(({ dataset, addIssue, NEVER }) => {
        const read = parse(dataset.value);
        if ('problem' in read) {
          addIssue({ message: `${name}: ${read.problem}` });
          return NEVER;
        }
        return read.value;
      }),
    ),
  };
}

/** Says where it is wrong and what should stand there, never what stands there: that may be anything. */
function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  const expected = issue.expected === 'never' ? 'this field is unknown' : `${issue.expected} is expected`;
  // Our own checks say it themselves; valibot's word for them is none, or `unknown`.
  const problem = issue.expected === null || issue.expected === 'unknown' ? issue.message : expected;
  return path === null ? problem : `${path}: ${problem}`;
}
