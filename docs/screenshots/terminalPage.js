// @ts-check

/**
 * @typedef {object} Picture
 * @property {string} title
 * @property {number} columns
 * @property {string} screen What is on the terminal, a row each, with its escape sequences for colours.
 * @property {number} column Where the cursor is, from 0.
 * @property {number} row
 */

/**
 * @typedef {object} Pen
 * @property {boolean} bold
 * @property {boolean} dim
 * @property {boolean} inverse
 * @property {string | undefined} colour
 */

const GROUND = '#17191e';
const INK = '#d5d8de';
/** The sixteen. */
const BASIC = ['#3b4048', '#e06c75', '#98c379', '#d7ba7d', '#61afef', '#c678dd', '#56b6c2', '#d5d8de'];
/** @type {Pen} */
const PLAIN = { bold: false, dim: false, inverse: false, colour: undefined };

/**
 * A terminal as a page.
 *
 * @param {Picture} picture
 */
export function terminalPage({ title, columns, screen, column, row }) {
  return `<!doctype html>
<meta charset="utf-8">
<style>
  body { margin: 0; background: transparent }
  main { width: 880px; border-radius: 10px; overflow: hidden; background: ${GROUND}; color: ${INK} }
  header { position: relative; padding: 11px; background: #22252c; color: #9aa0ab; text-align: center; font: 13px sans-serif }
  header i { position: absolute; top: 13px; left: 16px; width: 12px; height: 12px; border-radius: 50%; background: #3d424c; box-shadow: 20px 0 #3d424c, 40px 0 #3d424c }
  pre { position: relative; width: ${columns}ch; margin: 0 auto; padding: 16px 0 18px; font: 16px/24px 'DejaVu Sans Mono', monospace }
  b { font-weight: bold }
  .cursor { position: absolute; left: ${column}ch; top: ${16 + row * 24 + 2}px; width: 1ch; height: 20px; background: #aeb4c0 }
</style>
<main><header><i></i>${escaped(title)}</header><pre>${spans(screen.trimEnd())}<span class="cursor"></span></pre></main>`;
}

/** @param {string} screen */
function spans(screen) {
  let pen = PLAIN;
  return screen
    .split(/(\u001b\[[\d;]*m)/)
    .map((part) => {
      if (!part.startsWith('\u001b')) return part === '' ? '' : span(part, pen);
      pen = changed(pen, part.slice(2, -1).split(';').map(Number));
      return '';
    })
    .join('');
}

/**
 * @param {string} text
 * @param {Pen} pen
 */
function span(text, { bold, dim, inverse, colour = INK }) {
  const styles = [
    inverse ? `background: ${colour}; color: ${GROUND}` : `color: ${colour}`,
    ...(bold ? ['font-weight: bold'] : []),
    ...(dim ? ['opacity: 0.6'] : []),
  ];
  return `<span style="${styles.join('; ')}">${escaped(text)}</span>`;
}

/**
 * What SGR codes, as those of tmux are, make of a pen.
 *
 * @param {Pen} pen
 * @param {number[]} codes
 * @returns {Pen}
 */
function changed(pen, [code = 0, ...more]) {
  if (code === 38 && more[0] === 5) return next({ ...pen, colour: ofCube(more[1] ?? 0) }, more.slice(2));
  if (code >= 30 && code <= 37) return next({ ...pen, colour: BASIC[code - 30] }, more);
  if (code >= 90 && code <= 97) return next({ ...pen, colour: BASIC[code - 90] }, more);
  switch (code) {
    case 0:
      return next(PLAIN, more);
    case 1:
      return next({ ...pen, bold: true }, more);
    case 2:
      return next({ ...pen, dim: true }, more);
    case 7:
      return next({ ...pen, inverse: true }, more);
    case 22:
      return next({ ...pen, bold: false, dim: false }, more);
    case 27:
      return next({ ...pen, inverse: false }, more);
    case 39:
      return next({ ...pen, colour: undefined }, more);
    default:
      return next(pen, more);
  }
}

/**
 * @param {Pen} pen
 * @param {number[]} codes
 */
function next(pen, codes) {
  return codes.length === 0 ? pen : changed(pen, codes);
}

/** @param {number} index One of the 256 colours, of those that are a cube of six by six by six. */
function ofCube(index) {
  const [red, green, blue] = [36, 6, 1].map((size) => Math.floor((index - 16) / size) % 6);
  return `rgb(${[red, green, blue].map((level = 0) => (level === 0 ? 0 : 55 + level * 40)).join(' ')})`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
