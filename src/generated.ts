import { CLIENT } from './client/clientOptions.ts';
import { CLIENT_MANUAL } from './clientManual.ts';
import { manPage } from './configuration/manPage.ts';
import type { Manual } from './configuration/manual.ts';
import type { ProgramTable } from './configuration/optionRow.ts';
import { schemaOf } from './configuration/schema.ts';
import { SERVER } from './optionTable.ts';
import { SERVER_MANUAL } from './serverManual.ts';

/** A file of the package that is made of the tables of options. */
export interface GeneratedFile {
  /** From the top of the package. */
  readonly path: string;
  readonly text: string;
}

export function generatedFiles(): readonly GeneratedFile[] {
  return [
    ...filesOf(SERVER, SERVER_MANUAL, 'talk.schema.json'),
    ...filesOf(CLIENT, CLIENT_MANUAL, 'talk-client.schema.json'),
  ];
}

/** The schema's id is no address: the file is in the package, and nowhere else. */
function filesOf(table: ProgramTable, manual: Manual, schema: string): readonly GeneratedFile[] {
  const json = JSON.stringify(schemaOf(table, `urn:talk-server:${schema}`), undefined, 2);
  return [
    { path: `docs/${schema}`, text: `${json}\n` },
    { path: `docs/man/${table.name}.1`, text: manPage(table, manual) },
  ];
}
