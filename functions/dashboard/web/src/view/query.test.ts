import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endsNow, LAST, type Last, type Range } from './range';
import { fromQuery, invalidParameters, isExplicit, toQuery } from './query';
import { anyFilters } from './testFilters';
import { activityUrl } from './url';
import { DEFAULT_VIEW, type View } from './view';

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
const rest = fc.record({
  range,
  order: fc.constantFrom<View['order']>('asc', 'desc'),
  zone: fc.constantFrom('UTC', 'browser', 'Europe/Zurich', 'America/Argentina/Buenos_Aires'),
  bucket: fc.constantFrom<View['bucket']>('auto', 'hour', 'day'),
  compare: fc.boolean(),
  live: fc.boolean(),
  event: fc.option(fc.record({ source: fc.constantFrom('pass', 'crm', 'field_service'), id: fc.stringMatching(/^[\w.:-]{1,128}$/) })),
});
const view = fc.tuple(anyFilters, rest).map(([filters, rest]): View => ({
  ...filters,
  ...rest,
  live: rest.live && endsNow(rest.range) && rest.order === 'desc',
}));

describe('the URL of a view', () => {
  test('toQuery_any_view_survives_a_round_trip', () => {
    fc.assert(
      fc.property(view, (view) => {
        const query = toQuery(view);
        expect(fromQuery(new URLSearchParams(query.toString()))).toEqual(view);
      }),
      { numRuns: 500 },
    );
  });

  test('toQuery_default_view_names_range_and_zone', () => {
    expect(toQuery(DEFAULT_VIEW).toString()).toBe('last=7d&zone=UTC');
    expect(fromQuery(new URLSearchParams())).toEqual(DEFAULT_VIEW);
    expect(isExplicit(toQuery(DEFAULT_VIEW))).toBe(true);
    expect(isExplicit(new URLSearchParams('last=7d'))).toBe(false);
  });

  test('fromQuery_missing_range_and_zone_use_defaults', () => {
    const defaults = { range: { kind: 'last', last: '30d' }, zone: 'Europe/Zurich' } as const;
    expect(fromQuery(new URLSearchParams('source=vpn'), defaults)).toMatchObject({ source: ['vpn'], ...defaults });
    expect(fromQuery(new URLSearchParams('last=24h&zone=UTC'), defaults)).toMatchObject({ zone: 'UTC', range: { last: '24h' } });
  });

  test('invalidParameters_valid_url_returns_none', () => {
    fc.assert(
      fc.property(view, (view) => {
        expect(invalidParameters(new URLSearchParams(toQuery(view).toString()))).toEqual([]);
      }),
    );
    expect(invalidParameters(new URLSearchParams('user=a&user=b&from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z'))).toEqual([]);
  });

  test('invalidParameters_names_each_ignored_one', () => {
    const names = (query: string) => invalidParameters(new URLSearchParams(query));
    expect(names('city=Bern&source=pass&not.city=Bern')).toEqual(['city=Bern', 'not.city=Bern']);
    expect(names('country=Norway&not.country=no&not.outcome=maybe')).toEqual(['country=Norway', 'not.outcome=maybe']);
    expect(names('outcome=maybe&outcome=failure&last=3y')).toEqual(['outcome=maybe', 'last=3y']);
    expect(names('ip=::1&ip=::2&zone=UTC&zone=UTC')).toEqual(['zone=UTC']);
    expect(names('from=2026-11-21T00:00:00Z')).toEqual(['from=2026-11-21T00:00:00Z']);
    expect(names('from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z')).toHaveLength(2);
    expect(names('constructor=1')).toEqual(['constructor=1']);
  });

  test('live_with_fixed_end_or_oldest_first_is_ignored', () => {
    for (const rest of ['from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z', 'last=7d&order=asc', 'last=last_month']) {
      const query = new URLSearchParams(`${rest}&live=1`);
      expect(invalidParameters(query)).toEqual(['live=1']);
      expect(fromQuery(query).live).toBe(false);
    }
    expect(fromQuery(new URLSearchParams('last=7d&live=1')).live).toBe(true);
    expect(invalidParameters(new URLSearchParams('live=true'))).toEqual(['live=true']);
    const view: View = { ...DEFAULT_VIEW, live: true, range: { kind: 'exact', from: '2026-11-21T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z' } };
    expect(toQuery(view).has('live')).toBe(false);
  });

  test('fromQuery_invalid_values_give_defaults', () => {
    const garbage = new URLSearchParams(
      'source=&outcome=maybe&last=3y&from=2026-11-21&to=x&order=up&zone=Mars/Olympus&event=pass&ip=+&user=',
    );
    expect(fromQuery(garbage)).toEqual(DEFAULT_VIEW);
  });

  test('fromQuery_typed_by_hand_is_normalized', () => {
    const query = new URLSearchParams(
      'type=pass.item.*&type=pass.item.*&not.country=ch&from=2026-11-21T00:00:00%2B01:00&to=2026-11-22T00:00:00Z&event=pass/a/b',
    );
    const view = fromQuery(query);
    expect(view.type).toEqual(['pass.item.*']);
    expect(view.not.country).toEqual(['CH']);
    expect(view.range).toEqual({ kind: 'exact', from: '2026-11-20T23:00:00.000Z', to: '2026-11-22T00:00:00.000Z' });
    expect(view.event).toEqual({ source: 'pass', id: 'a/b' });
  });

  test('fromQuery_reversed_range_gives_default', () => {
    const query = new URLSearchParams('from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z');
    expect(fromQuery(query).range).toEqual(DEFAULT_VIEW.range);
  });
});

test('activityUrl_names_filters_exclusions_range_and_zone', () => {
  const range: Range = { kind: 'exact', from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' };
  const url = activityUrl({ outcome: ['failure'], not: { country: ['CH'] }, range, zone: 'Europe/Zurich' });
  expect(url).toBe('/activity?outcome=failure&not.country=CH&from=2026-11-20T00%3A00%3A00.000Z&to=2026-11-21T00%3A00%3A00.000Z&zone=Europe%2FZurich');
  expect(activityUrl({}, '/my-activity')).toBe('/my-activity?last=7d&zone=UTC');
});
