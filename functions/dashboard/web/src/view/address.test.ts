import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromQuery, toQuery } from './address';
import { LAST, type Last, type Range } from './range';
import { DEFAULT_VIEW, OUTCOMES, SOURCES, type View } from './view';

const millis = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
const range: fc.Arbitrary<Range> = fc.oneof(
  fc.constantFrom(...(Object.keys(LAST) as Last[])).map((last): Range => ({ kind: 'last', last })),
  fc.constant<Range>({ kind: 'all' }),
  fc.tuple(millis, fc.integer({ min: 1, max: 1e12 })).map(
    ([from, length]): Range => ({
      kind: 'exact',
      from: new Date(from).toISOString(),
      to: new Date(from + length).toISOString(),
    }),
  ),
);
const text = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() !== '');
const inOrder = <T>(all: readonly T[]) => fc.subarray([...all]);

const view: fc.Arbitrary<View> = fc.record({
  users: fc.uniqueArray(text, { maxLength: 5 }),
  types: fc.uniqueArray(text, { maxLength: 5 }),
  sources: inOrder(SOURCES),
  outcomes: inOrder(OUTCOMES),
  ip: fc.option(text.map((text) => text.trim())),
  range,
  order: fc.constantFrom('asc', 'desc'),
  zone: fc.constantFrom('UTC', 'browser', 'Europe/Zurich', 'America/Argentina/Buenos_Aires'),
  event: fc.option(fc.record({ source: fc.constantFrom(...SOURCES), id: fc.stringMatching(/^[\w.:-]{1,128}$/) })),
});

describe('addresses', () => {
  test('hold every view whole', () => {
    fc.assert(
      fc.property(view, (view) => {
        const query = toQuery(view);
        expect(fromQuery(new URLSearchParams(query.toString()))).toEqual(view);
      }),
      { numRuns: 500 },
    );
  });

  test('say nothing of what is as usual', () => {
    expect(toQuery(DEFAULT_VIEW).toString()).toBe('');
    expect(fromQuery(new URLSearchParams())).toEqual(DEFAULT_VIEW);
  });

  test('that cannot be read are as usual', () => {
    const garbage = new URLSearchParams(
      'source=fax&outcome=maybe&last=3y&from=2026-11-21&to=x&order=up&zone=Mars/Olympus&event=pass&ip=+&user=',
    );
    expect(fromQuery(garbage)).toEqual(DEFAULT_VIEW);
  });

  test('that were typed by hand are read as far as they go', () => {
    const query = new URLSearchParams(
      'type=pass.item.*&type=pass.item.*&from=2026-11-21T00:00:00%2B01:00&to=2026-11-22T00:00:00Z&event=pass/a/b',
    );
    const view = fromQuery(query);
    expect(view.types).toEqual(['pass.item.*']);
    expect(view.range).toEqual({ kind: 'exact', from: '2026-11-20T23:00:00.000Z', to: '2026-11-22T00:00:00.000Z' });
    expect(view.event).toEqual({ source: 'pass', id: 'a/b' });
  });

  test('whose span runs backwards have none', () => {
    const query = new URLSearchParams('from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z');
    expect(fromQuery(query).range).toEqual(DEFAULT_VIEW.range);
  });
});
