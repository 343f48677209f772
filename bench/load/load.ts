/** A load process: gets one task by IPC, does it, and answers. Ends with whoever started it. */
import { lineOf } from '../workloads.ts';
import { PROTOCOLS } from '../protocols/index.ts';
import { chatter } from './chatter.ts';
import { Crowd } from './crowd.ts';
import { Failure } from './failure.ts';
import { probe } from './probes.ts';
import { storm } from './storm.ts';
import { talk } from './talk.ts';
import { takeTurns } from './turns.ts';
import type { Answer, Results, Task, TaskKind, TaskOf } from './task.ts';

process.on('disconnect', () => process.exit());
process.once('message', (task: Task) => {
  perform(task).then((result) => answer({ kind: 'result', result }), fail);
});

async function perform(task: Task): Promise<Results[TaskKind]> {
  switch (task.kind) {
    case 'talk':
      return await talk(crowdFor(task), task.workload, task.server);
    case 'turns':
      return await takeTurns(task.servers, task.workload, task.rounds);
    case 'storm':
      return await storm(crowdFor(task), task.size, task.server);
    case 'company':
      return await keepCompany(task);
    case 'probe':
      return await probe(task.port, task.count, task.messageSize);
  }
}

async function keepCompany(task: TaskOf<'company'>): Promise<'in place'> {
  const crowd = crowdFor(task);
  await crowd.join(task.size);
  await crowd.rehearse(lineOf(task.messageSize));
  if (task.isBusy) chatter(crowd, task.messageSize).catch(fail);
  return 'in place';
}

function crowdFor({ port, protocol, others }: Extract<Task, { readonly protocol: unknown }>): Crowd {
  const door = { port, protocol: PROTOCOLS[protocol] };
  if (others === undefined) return new Crowd([door]);
  return new Crowd([door, { port: others.port, protocol: PROTOCOLS[others.protocol] }]);
}

function answer(what: Answer): void {
  process.send?.(what);
}

function fail(error: unknown): void {
  if (error instanceof Failure) answer({ kind: 'failure', why: error.message });
  else answer({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
}
