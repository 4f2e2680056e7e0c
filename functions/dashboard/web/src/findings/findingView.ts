import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { FindingQuery } from '../api/findings';
import type { FindingState, RuleId, Severity } from '../api/types';
import { boundsOf, endsNow, isLast, type Range } from '../view/range';
import { SEVERITIES } from './labels';

/** What the URL of the list selects. */
export type FindingView = {
  state: FindingState | 'all';
  severity: Severity[];
  rule: RuleId[];
  user: string | null;
  /** Whether only muted findings are listed. */
  muted: boolean;
  /** Only findings that a mute hides. */
  mute: string | null;
  range: Range;
};

export const DEFAULT_FINDING_VIEW: FindingView = {
  state: 'open',
  severity: [],
  rule: [],
  user: null,
  muted: false,
  mute: null,
  range: { kind: 'all' },
};

/** Reads the view from the query of a URL. Ignores what is invalid. */
export function readFindingView(query: URLSearchParams): FindingView {
  const state = query.get('state');
  return {
    state: state === 'closed' || state === 'all' ? state : 'open',
    severity: SEVERITIES.filter((severity) => query.getAll('severity').includes(severity)),
    // The service refuses a rule that it does not have.
    rule: [...new Set(query.getAll('rule').filter((rule) => rule !== ''))] as RuleId[],
    user: textOf(query.get('user')),
    muted: query.get('muted') === 'true' || query.has('mute'),
    mute: textOf(query.get('mute')),
    range: readRange(query),
  };
}

function textOf(value: string | null): string | null {
  return value === '' ? null : value;
}

function readRange(query: URLSearchParams): Range {
  const [from, to] = [Date.parse(query.get('from') ?? ''), Date.parse(query.get('to') ?? '')];
  if (from < to) return { kind: 'exact', from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const last = query.get('last') ?? '';
  return isLast(last) ? { kind: 'last', last } : { kind: 'all' };
}

/** Returns the URL of the list. What is as usual is left out. */
export function findingsUrl(change: Partial<FindingView>): string {
  const view = { ...DEFAULT_FINDING_VIEW, ...change };
  const query = new URLSearchParams();
  if (view.state !== 'open') query.set('state', view.state);
  for (const severity of view.severity) query.append('severity', severity);
  for (const rule of view.rule) query.append('rule', rule);
  if (view.user !== null) query.set('user', view.user);
  if (view.mute !== null) query.set('mute', view.mute);
  else if (view.muted) query.set('muted', 'true');
  if (view.range.kind === 'exact') {
    query.set('from', view.range.from);
    query.set('to', view.range.to);
  } else if (view.range.kind === 'last') query.set('last', view.range.last);
  const text = query.toString();
  return text === '' ? '/findings' : `/findings?${text}`;
}

/** Returns the parameters of the API for a view at a time. Days of the calendar start in `zone`. */
export function findingQuery({ state, severity, rule, user, muted, mute, range }: FindingView, now: number, zone: string): FindingQuery {
  const { from, to } = boundsOf(range, now, zone);
  return {
    ...(state !== 'all' && { state }),
    ...(severity.length > 0 && { severity }),
    ...(rule.length > 0 && { rule }),
    ...(user !== null && { user }),
    ...(muted && { muted }),
    ...(mute !== null && { mute }),
    ...(from !== undefined && { from }),
    // New findings belong to a range that ends now.
    ...(to !== undefined && !endsNow(range) && { to }),
  };
}

/** Returns `true` if a view leaves out open findings. */
export function isNarrowed(view: FindingView): boolean {
  return findingsUrl({ ...view, state: 'open' }) !== '/findings';
}

/** Returns the view in the URL, and a function that changes it. */
export function useFindingView(): [FindingView, (change: Partial<FindingView>) => void] {
  const search = useSearch();
  const [, navigate] = useLocation();
  const view = useMemo(() => readFindingView(new URLSearchParams(search)), [search]);
  const change = useCallback(
    (change: Partial<FindingView>) => {
      navigate(findingsUrl({ ...view, ...change }));
    },
    [view, navigate],
  );
  return [view, change];
}
