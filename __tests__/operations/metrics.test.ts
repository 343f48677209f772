import { expect, test } from '@jest/globals';
import { Counts } from '../../src/operations/counts.ts';
import { metricsOf } from '../../src/operations/metrics.ts';

const batch = { messages: 3, bytes: 30, deliveredMessages: 6, deliveredBytes: 60, receivers: 2, clients: 3 };
const who = { id: 7, name: 'x', address: 'y', port: 1 };

async function valuesOf(counts: Counts, backlog = { total: 0, largest: 0 }): Promise<readonly string[]> {
  const text = await metricsOf(counts, () => backlog).registry.metrics();
  return text.split('\n').filter((line) => line.startsWith('talk_') && !line.startsWith('talk_build_info'));
}

test('are there from the start, every reason too, and no link without one', async () => {
  const values = await valuesOf(new Counts());
  expect(values.filter((line) => !line.includes('_bucket'))).toEqual([
    'talk_clients 0',
    'talk_joined_total 0',
    'talk_disconnections_total{reason="closed"} 0',
    'talk_disconnections_total{reason="reset"} 0',
    'talk_disconnections_total{reason="slow"} 0',
    'talk_disconnections_total{reason="idle"} 0',
    'talk_disconnections_total{reason="refused"} 0',
    'talk_disconnections_total{reason="full"} 0',
    'talk_disconnections_total{reason="stopped"} 0',
    'talk_disconnections_total{reason="error"} 0',
    'talk_messages_total 0',
    'talk_bytes_total 0',
    'talk_deliveries_total 0',
    'talk_delivered_bytes_total 0',
    'talk_batch_messages_sum 0',
    'talk_batch_messages_count 0',
    'talk_fan_out_seconds_sum 0',
    'talk_fan_out_seconds_count 0',
    'talk_backlog_bytes 0',
    'talk_largest_backlog_bytes 0',
    'talk_who_requests_total 0',
    'talk_who_answers_total 0',
    'talk_nodes 1',
    'talk_link_dropped_messages_total 0',
    'talk_link_gap_messages_total 0',
  ]);
});

test('tell what was counted, each time anew', async () => {
  const counts = new Counts();
  const { registry } = metricsOf(counts, () => ({ total: 70, largest: 50 }));
  counts.count({ type: 'joined', ...who, clients: 1 });
  counts.count({ type: 'left', ...who, reason: 'slow', clients: 0 });
  await registry.metrics();
  counts.count({ type: 'left', ...who, reason: 'slow', clients: 0 });
  counts.count({ type: 'fannedOut', ...batch, milliseconds: 1 });
  counts.count({ type: 'link', link: 'up', node: 'here', broker: 'b:1', journal: true });
  const text = await registry.metrics();
  for (const line of [
    'talk_clients 3',
    'talk_joined_total 1',
    'talk_disconnections_total{reason="slow"} 2',
    'talk_messages_total 3',
    'talk_bytes_total 30',
    'talk_deliveries_total 6',
    'talk_delivered_bytes_total 60',
    'talk_backlog_bytes 70',
    'talk_largest_backlog_bytes 50',
    'talk_link_up 1',
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
  counts.count({ type: 'link', link: 'down', node: 'here', error: new Error('gone') });
  expect(await registry.metrics()).toContain('\ntalk_link_up 0\n');
});

test('a batch is in the buckets for its messages and its time', async () => {
  const metrics = metricsOf(new Counts(), () => ({ total: 0, largest: 0 }));
  metrics.observe({ type: 'fannedOut', ...batch, milliseconds: 0.2 });
  const text = await metrics.registry.metrics();
  for (const line of [
    'talk_batch_messages_bucket{le="2"} 0',
    'talk_batch_messages_bucket{le="5"} 1',
    'talk_batch_messages_sum 3',
    'talk_fan_out_seconds_bucket{le="0.0001"} 0',
    'talk_fan_out_seconds_bucket{le="0.00025"} 1',
    'talk_fan_out_seconds_count 1',
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
});

test('two servers of one process have their own', async () => {
  const [one, other] = [new Counts(), new Counts()];
  one.count({ type: 'joined', ...who, clients: 1 });
  expect(await valuesOf(one)).toContain('talk_clients 1');
  expect(await valuesOf(other)).toContain('talk_clients 0');
});
