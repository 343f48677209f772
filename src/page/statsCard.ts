import { addCopy, find } from './statsParts.ts';
import type { Figure } from './statsFigures.ts';
import type { Sample } from './statsSample.ts';
import { plot } from './statsPlot.ts';
import { roundUp } from './statsScale.ts';

const NOTHING = '–';

/** One figure on the page: its chart, and its row of the table. */
export class Card {
  readonly #figure: Figure;
  readonly #card: HTMLElement;
  readonly #row: HTMLElement;

  constructor(figure: Figure, charts: HTMLElement, rows: HTMLElement) {
    this.#figure = figure;
    this.#card = addCopy('card', charts);
    this.#row = addCopy('row', rows);
    find(this.#card, '.title').textContent = figure.title;
    find(this.#row, 'th').textContent = figure.title;
  }

  draw(samples: readonly Sample[], now: number): void {
    const { title, of, format, leastTop, base } = this.#figure;
    const points = samples.map((sample) => ({ time: sample.time, value: of(sample) }));
    const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
    const latest = points.at(-1)?.value ?? null;
    const least = values.length === 0 ? NOTHING : format(Math.min(...values));
    const most = values.length === 0 ? NOTHING : format(Math.max(...values));
    const shown = latest === null ? NOTHING : format(latest);
    const top = roundUp(Math.max(leastTop, ...values), base);
    const { line, area } = plot(points, now, top);

    find(this.#card, '.value').textContent = shown;
    find(this.#card, '.range').textContent = `${least} to ${most}`;
    find(this.#card, '.top').textContent = format(top);
    find(this.#card, '.line').setAttribute('d', line);
    find(this.#card, '.area').setAttribute('d', area);
    const inWords = latest === null ? 'nothing to measure now' : `${shown} now`;
    const chart = find(this.#card, '.chart');
    chart.setAttribute('aria-label', `${title}: ${inWords}, ${least} to ${most} in the last five minutes`);
    find(this.#row, '.now').textContent = shown;
    find(this.#row, '.least').textContent = least;
    find(this.#row, '.most').textContent = most;
  }
}
