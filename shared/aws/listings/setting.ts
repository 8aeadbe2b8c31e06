/** The part of an update expression that sets attributes. */

export type Setting = {
  /** Each `name = :name`. */
  readonly set: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
};

/** Sets each of these attributes that has a value, under placeholders of their own names. */
export function settingOf(attributes: Readonly<Record<string, unknown>>): Setting {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    set: given.map(([name]) => `${name} = :${name}`),
    values: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
  };
}
