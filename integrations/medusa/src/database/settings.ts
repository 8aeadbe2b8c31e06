/** The few facts that the plugin keeps about itself: where its messages go, and up to when it has swept. */
import { type Row, rows, type Sql, textOf } from './sql.ts';

type Setting = 'sendsTo' | 'sweptTo';

export async function readSetting(sql: Sql, setting: Setting): Promise<string | undefined> {
  const [found]: readonly Row[] = await rows(sql, 'select value from stockline_setting where id = ?', [setting]);
  return found && textOf(found, 'value');
}

export async function writeSetting(sql: Sql, setting: Setting, value: string): Promise<void> {
  await rows(
    sql,
    `insert into stockline_setting (id, value) values (?, ?)
     on conflict (id) do update set value = excluded.value, updated_at = now()`,
    [setting, value],
  );
}
