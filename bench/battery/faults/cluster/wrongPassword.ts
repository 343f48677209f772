import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeArguments } from '../../cluster/node.ts';
import type { ClusterStage } from '../../cluster/stage.ts';
import { type Outcome, unless } from '../../fault.ts';
import { Server } from '../../server.ts';
import { milliseconds } from '../../../report/format.ts';

const USER = 'talk';
const RIGHT = 'open sesame';
const WRONG = 'open barley';
/** Milliseconds in which a node has joined, or ended, however slow the machine is. */
const PATIENCE = 60_000;

/** Two nodes at a broker that asks for a password: one has it, the other has another. */
export async function wrongPassword(stage: ClusterStage): Promise<Outcome> {
  const config = join(stage.folder, 'password.conf');
  writeFileSync(config, `authorization { user: "${USER}", password: "${RIGHT}" }\n`);
  const broker = await stage.broker({ args: ['-c', config] });
  const args = ['--nats-user', USER];
  const welcome = await stage.node('welcome', [broker.url], args, withPassword(RIGHT));
  const isWelcome = !Number.isNaN(await welcome.joins(1, PATIENCE));
  const stranger = Server.launch(
    nodeArguments({ name: 'stranger', urls: [broker.url], args }),
    withPassword(WRONG),
  );
  try {
    const end = await stranger.ends(PATIENCE);
    await stranger.logEnds();
    const { complaints, code } = stranger;
    return {
      measured: `exit ${code} after ${milliseconds(end ?? NaN)}: \`${complaints.join(' ')}\``,
      problems: [
        ...unless(isWelcome, 'the right password does not let in'),
        ...unless(code === 1, `exit code ${code}, not 1`),
        ...unless(complaints.length === 1, `${complaints.length} lines, not one: ${complaints.join(' ')}`),
        ...unless(!complaints.join().includes(WRONG), 'the password is told'),
      ],
      missedFigures: [],
    };
  } finally {
    await stranger.end();
  }
}

function withPassword(password: string): { before: string } {
  return { before: `export TALK_NATS_PASSWORD='${password}'` };
}
