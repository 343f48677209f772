import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { HUES, hueOf } from '../../src/page/hue.ts';
import { PROJECT } from '../support/bin.ts';

/** The colours of the style sheet, by theme. */
const css = readFileSync(`${PROJECT}/src/page/look.css`, 'utf8');
const THEMES = ['light', 'dark'] as const;

function hueIn(theme: (typeof THEMES)[number], hue: number): string {
  const rule = new RegExp(`\\.hue-${hue} \\{\\s*--hue: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  return rule?.[theme === 'light' ? 1 : 2] ?? '';
}

function colourIn(theme: (typeof THEMES)[number], name: string): string {
  const rule = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  return rule?.[theme === 'light' ? 1 : 2] ?? '';
}

/** As WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = NaN, green = NaN, blue = NaN] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe.each(THEMES)('in the %s theme', (theme) => {
  test('each name can be read on what it stands on, and the letter in its circle', () => {
    for (let hue = 0; hue < HUES; hue++) {
      for (const ground of ['ground', 'surface', 'raised']) {
        expect(contrast(hueIn(theme, hue), colourIn(theme, ground))).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test.each([
    ['text', 'ground'],
    ['text', 'surface'],
    ['text', 'raised'],
    ['faint', 'ground'],
    ['faint', 'surface'],
    ['faint', 'raised'],
    ['accent', 'surface'],
    ['accent', 'ground'],
    ['on-accent', 'accent'],
    ['on-own', 'own'],
    ['on-warm', 'warm'],
    ['bad', 'surface'],
    ['bad', 'ground'],
  ])('%s can be read on %s', (text, ground) => {
    expect(contrast(colourIn(theme, text), colourIn(theme, ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ['strong-edge', 'surface'],
    ['good-dot', 'surface'],
    ['bad-dot', 'surface'],
    ['wait-dot', 'surface'],
  ])('%s can be seen on %s', (sign, ground) => {
    expect(contrast(colourIn(theme, sign), colourIn(theme, ground))).toBeGreaterThanOrEqual(3);
  });
});

test('a name always has the same colour, and names have all of them', () => {
  expect(hueOf('alice')).toBe(hueOf('alice'));
  const hues = new Set(Array.from({ length: 500 }, (_, each) => hueOf(`name ${each}`)));
  expect(hues.size).toBe(HUES);
});
