import type { Load } from '../load/startLoad.ts';
import { becomes } from '../wait.ts';
import type { ClusterNode } from './node.ts';
import { type ClusterStage, type Talk, USUAL_TALK } from './stage.ts';
import type { TalkersResult } from './talkers.ts';
import { askRoom } from './who.ts';

/** Milliseconds in which nodes find each other, however slow the machine is. */
const PATIENCE = 60_000;

/** A room that is talking. */
export interface Room {
  readonly nodes: readonly ClusterNode[];
  readonly crowd: Load<TalkersResult>;
}

interface RoomOptions {
  /** A letter for each node; `abc` without it. */
  readonly names?: string;
  readonly urls: readonly string[];
  readonly args?: readonly string[];
  readonly talk?: Partial<Talk>;
}

/** Starts nodes with talkers, who begin once all know each other; delays count from then on. */
export async function startRoom(
  stage: ClusterStage,
  { names = 'abc', urls, args, talk }: RoomOptions,
): Promise<Room> {
  const nodes = await stage.nodes(names, urls, args);
  const crowd = await stage.crowd(nodes, talk);
  await allKnow(nodes, nodes.length * clientsOf(talk));
  await allJoined(nodes);
  beginTalk(crowd);
  return { nodes, crowd };
}

/** Clients at each node: the talkers, and the one who listens. */
export function clientsOf({ talkers = USUAL_TALK.talkers }: Partial<Talk> = {}): number {
  return talkers + 1;
}

export function beginTalk(crowd: Load<unknown>): void {
  crowd.order('mark');
  crowd.order('go');
}

/** Waits until each of these nodes knows all clients there are, whoever asks for this not counted. */
export async function allKnow(nodes: readonly ClusterNode[], clients: number): Promise<void> {
  for (const { name, port } of nodes) {
    let known = NaN;
    const knows = async (): Promise<boolean> => (known = (await askRoom(port)).clients) === clients + 1;
    if (await becomes(knows, PATIENCE)) continue;
    throw new Error(`node ${name} knows of ${known} clients, not of ${clients + 1}`);
  }
}

/** Waits until each of these nodes has told that it is one of the room. */
export async function allJoined(nodes: readonly ClusterNode[]): Promise<void> {
  for (const node of nodes) {
    if (Number.isNaN(await node.joins(1, PATIENCE))) throw new Error(`node ${node.name} does not join`);
  }
}

/**
 * Milliseconds until so many nodes, the first ones, have from each other the last that was said before. Can be told once for each
 * number. Rejects where that does not come.
 */
export async function catchUp(crowd: Load<unknown>, nodes: number): Promise<number> {
  crowd.order('catch up', nodes);
  return await crowd.step(`caught up ${nodes}`);
}

export async function endTalk(crowd: Load<TalkersResult>): Promise<TalkersResult> {
  crowd.order('stop');
  return await crowd.result();
}
