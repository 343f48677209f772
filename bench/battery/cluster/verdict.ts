import { milliseconds } from '../../report/format.ts';
import { unless } from '../fault.ts';
import type { ClusterNode } from './node.ts';
import type { Passage, TalkersResult } from './talkers.ts';

/** Milliseconds that a line to somebody at the same node may take, whatever becomes of the broker. */
const LOCAL_WITHIN = 100;

/**
 * Problems of all pairs of nodes: lines that came doubled, behind later ones, or not at all. Where a loss has to be, as many
 * must be lost as it tells, and no more.
 */
export function wholeness(
  { passages, problems }: TalkersResult,
  loss: (passage: Passage) => number = () => 0,
): string[] {
  return [
    ...problems,
    ...passages.flatMap((passage) => {
      const { lost, doubled, swapped } = passage;
      const told = loss(passage);
      const way = wayOf(passage);
      return [
        ...unless(
          lost === told,
          `${way}: ${lost} lines lost${told === 0 ? '' : `, though ${told} were told`}`,
        ),
        ...unless(doubled === 0, `${way}: ${doubled} lines doubled`),
        ...unless(swapped === 0, `${way}: ${swapped} lines behind later ones`),
      ];
    }),
  ];
}

/** What a node tells of its link where something is wrong with it. */
const WRONG = ['down', 'dropped', 'gap', 'epoch', 'ignored'];

/** Problems of nodes whose link nothing was done to. */
export function undisturbed(nodes: readonly ClusterNode[]): string[] {
  return nodes.flatMap((node) =>
    WRONG.flatMap((kind) => unless(node.links(kind).length === 0, `node ${node.name} logs: ${kind}`)),
  );
}

/** The longest that a line took to somebody at the same node, at these nodes. */
export function worstLocal({ passages }: TalkersResult, nodes: readonly number[]): number {
  return most(passages.filter(({ from, to }) => from === to && nodes.includes(to)).map(({ worst }) => worst));
}

/** A missed figure where the chat of one of these nodes was held up. */
export function localUnharmed(result: TalkersResult, nodes: readonly number[]): string[] {
  const worst = worstLocal(result, nodes);
  return unless(
    worst < LOCAL_WITHIN,
    `the longest delay at one node was ${milliseconds(worst)}, not under ${LOCAL_WITHIN} ms`,
  );
}

/** What passed between two different ones of these nodes. */
export function between({ passages }: TalkersResult, nodes: readonly number[]): readonly Passage[] {
  return passages.filter(({ from, to }) => from !== to && nodes.includes(from) && nodes.includes(to));
}

/** The most of a figure. */
export function worstOf(passages: readonly Passage[], figure: 'p50' | 'p99' | 'worst' | 'silence'): number {
  return most(passages.map((passage) => passage[figure]));
}

/** The delays of these, in words: each figure of the pair that had the most of it. */
export function delaysOf(passages: readonly Passage[]): string {
  const figures = (['p50', 'p99', 'worst'] as const).map((figure) => milliseconds(worstOf(passages, figure)));
  const [p50, p99, worst] = figures;
  return `p50 ${p50}, p99 ${p99}, longest ${worst}`;
}

function wayOf({ from, to }: Passage): string {
  return from === to ? `node ${from + 1} to itself` : `node ${from + 1} to node ${to + 1}`;
}

function most(values: readonly number[]): number {
  return values.reduce((highest, value) => Math.max(highest, value), 0);
}
