import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

// Vitest does not import styles.
const css = readFileSync('src/app/theme.css', 'utf8');

const blocks = { light: /:root \{([^}]*)\}/, dark: /:root\[data-mantine-color-scheme='dark'\] \{([^}]*)\}/ };

/** Relative luminance, as WCAG defines it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

// Each color with the backgrounds it appears on.
const PAIRS: [string, string[]][] = [
  ['bar', ['bg', 'amber-soft']],
  ['red-bar', ['bg', 'amber-soft']],
  ['amber-line', ['bg', 'amber-soft', 'dialog']],
  ['control', ['bg', 'dialog', 'raised', 'hover']],
  ['line-strong', ['bg']],
  ['accent', ['bg', 'dialog', 'raised']],
];

describe.each(['light', 'dark'] as const)('theme, %s', (scheme) => {
  const variables = new Map([...(blocks[scheme].exec(css)?.[1] ?? '').matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name, value]) => [name, value]));
  const color = (name: string) => variables.get(name) ?? '';

  test.each(PAIRS)('%s_has_contrast_of_3_to_1', (name, backgrounds) => {
    for (const background of backgrounds) expect(contrast(color(name), color(background)), `${name} on ${background}`).toBeGreaterThanOrEqual(3);
  });
});
