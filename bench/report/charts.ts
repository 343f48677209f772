import { type EChartsOption, init, type LegendComponentOption, type TitleComponentOption } from 'echarts';
import type { Costs } from '../sections/costs.ts';
import { number } from './format.ts';
import { summaryOf, timesReference } from './summary.ts';

/** Pixels: what a README shows as it is. */
const WIDTH = 800;

/** One colour for each peer, in both pictures: Okabe and Ito's, which the colour-blind tell apart. */
const COLOURS: Readonly<Record<string, string>> = {
  'talk-server': '#d55e00',
  'plain-node': '#0072b2',
  floor: '#000000',
  select: '#e69f00',
  ncat: '#56b4e9',
  'nats-server': '#009e73',
  mosquitto: '#cc79a7',
  'socket.io': '#8c8c8c',
};

const COMMON: EChartsOption = {
  animation: false,
  backgroundColor: '#ffffff', // so that it can be read on a dark page too
  textStyle: { fontFamily: 'Arial, Helvetica, sans-serif' },
};

/** Gaps that do for fonts wider than the one whose widths are known here. */
const LEGEND: LegendComponentOption = { top: 30, left: 60, right: 20, itemGap: 22, itemWidth: 16 };

/**
 * The peers side by side: what a delivered message costs in each workload, as a multiple of the floor, or of plain Node
 * where no floor could be compiled. SVG.
 */
export function peersChart(workloads: readonly Costs[]): string {
  const peers = peersOf(workloads);
  const reference = peers.includes('floor') ? 'floor' : 'plain-node';
  return draw(460, {
    ...COMMON,
    title: title(`Server CPU for each delivered message, ${reference} = 1 (less is better)`),
    legend: LEGEND,
    grid: { left: 70, right: 20, top: 100, bottom: 30 },
    xAxis: { type: 'category', data: workloads.map(({ workload }) => workload.name) },
    yAxis: {
      type: 'log',
      name: `times ${reference}`,
      nameLocation: 'middle',
      nameGap: 45,
      axisLabel: { formatter: (value: number) => `${value}×` },
    },
    series: peers.map((peer) => ({
      type: 'bar',
      name: peer,
      itemStyle: { color: COLOURS[peer] ?? '' },
      barGap: '10%',
      label: {
        show: true,
        position: 'top',
        fontSize: 9,
        rotate: 90,
        align: 'left',
        verticalAlign: 'middle',
        distance: 6,
        formatter: ({ value }) => (typeof value === 'number' ? number(value, 2) : ''),
      },
      data: workloads.map((costs) => timesReference(costs, peer, reference) ?? '-'),
    })),
  });
}

/** What a delivered message costs, against the number of clients. SVG. */
export function hallsChart(halls: readonly Costs[]): string {
  return draw(420, {
    ...COMMON,
    title: title('Server CPU for each delivered message, against the number of clients'),
    legend: LEGEND,
    grid: { left: 70, right: 30, top: 90, bottom: 50 },
    xAxis: { type: 'log', name: 'clients', nameLocation: 'middle', nameGap: 28, min: 10, max: 10_000 },
    yAxis: { type: 'log', name: 'ns for each delivered message', nameLocation: 'middle', nameGap: 50 },
    series: peersOf(halls).map((peer, row) => ({
      type: 'line',
      name: peer,
      symbol: 'circle',
      symbolSize: 6,
      itemStyle: { color: COLOURS[peer] ?? '' },
      lineStyle: { width: peer === 'talk-server' ? 3 : 1.5 },
      data: halls.flatMap(({ workload, peers }) => {
        const series = peers[row];
        const summary = series === undefined ? undefined : summaryOf(series);
        return summary?.kind === 'measured' ? [[workload.clients, summary.nanoseconds]] : [];
      }),
    })),
  });
}

function draw(height: number, option: EChartsOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption(option);
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function title(text: string): TitleComponentOption {
  return { text, left: 'center', top: 4, textStyle: { fontSize: 14 } };
}

function peersOf(costs: readonly Costs[]): string[] {
  return costs[0]?.peers.map(({ peer }) => peer) ?? [];
}
