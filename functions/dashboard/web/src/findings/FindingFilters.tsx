import { Button, MultiSelect, Select } from '@mantine/core';
import { useDetections } from '../api/detections';
import { useOpenCount, type OpenCount } from '../api/findings';
import type { RuleId, Severity } from '../api/types';
import { formatBetween } from '../time/format';
import { isLast, LAST, type Range } from '../view/range';
import { DEFAULT_FINDING_VIEW, isNarrowed, type FindingView } from './findingView';
import styles from './findings.module.css';
import { SEVERITIES, SEVERITY_LABELS } from './labels';
import { PersonFilter } from './PersonFilter';
import { Toggles } from './Toggles';

type Props = { view: FindingView; zone: string; onView: (change: Partial<FindingView>) => void };

const STATES = [
  ['open', 'Open'],
  ['closed', 'Closed'],
  ['all', 'All'],
] as const;

/** The filters of the list. The URL holds them. */
export function FindingFilters({ view, zone, onView }: Props) {
  const { data: count } = useOpenCount();
  const { data: rules } = useDetections();
  const shown = view.muted ? undefined : count;
  return (
    <div className={styles.filters} role="search" aria-label="Findings">
      <Toggles
        label="State"
        options={STATES.map(([value, label]) => ({ value, text: value === 'open' ? <Counted label={label} count={shown?.total} isMore={shown?.isMore} /> : label }))}
        isOn={(state) => view.state === state}
        onToggle={(state) => { onView({ state }); }}
      />
      <Toggles
        label="Severity"
        options={SEVERITIES.map((value) => ({ value, text: <SeverityText severity={value} count={view.state === 'open' ? shown : undefined} /> }))}
        isOn={(severity) => view.severity.includes(severity)}
        onToggle={(severity) => {
          const others = view.severity.filter((one) => one !== severity);
          onView({ severity: view.severity.includes(severity) ? others : SEVERITIES.filter((one) => one === severity || others.includes(one)) });
        }}
      />
      <MultiSelect
        aria-label="Rule"
        className={styles.rules ?? ''}
        placeholder={view.rule.length === 0 ? 'Any rule' : ''}
        data={ruleChoices(rules?.detections ?? [], view.rule)}
        value={view.rule}
        searchable
        clearable
        withScrollArea={false}
        nothingFoundMessage="No matches"
        clearButtonProps={{ 'aria-label': 'Any rule' }}
        onChange={(rule) => { onView({ rule: rule }); }}
      />
      <PersonFilter user={view.user} onUser={(user) => { onView({ user }); }} />
      <Select
        aria-label="When"
        className={styles.range ?? ''}
        data={rangeChoices(view.range, zone)}
        value={rangeValue(view.range)}
        allowDeselect={false}
        withScrollArea={false}
        onChange={(value) => {
          if (value !== null && value !== 'exact') onView({ range: isLast(value) ? { kind: 'last', last: value } : { kind: 'all' } });
        }}
      />
      <Toggles
        label="Muted"
        options={[{ value: 'muted', text: view.mute === null ? 'Muted' : 'Of one mute' }]}
        isOn={() => view.muted}
        onToggle={() => { onView({ muted: !view.muted, mute: null }); }}
      />
      {isNarrowed(view) && (
        <Button variant="subtle" onClick={() => { onView({ ...DEFAULT_FINDING_VIEW, state: view.state }); }}>
          Reset
        </Button>
      )}
    </div>
  );
}

function Counted({ label, count, isMore = false }: { label: string; count: number | undefined; isMore?: boolean | undefined }) {
  return (
    <>
      {label}
      {count !== undefined && (
        <span className={styles.count}>
          {count}
          {isMore && '+'}
        </span>
      )}
    </>
  );
}

function SeverityText({ severity, count }: { severity: Severity; count: OpenCount | undefined }) {
  const label = SEVERITY_LABELS[severity];
  // Those that are only information are not counted.
  if (severity === 'info') return label;
  return <Counted label={label} count={count && (count.bySeverity[severity] ?? 0)} isMore={count?.isMore} />;
}

/** Returns the rules by title. One that the service does not have keeps its id. */
function ruleChoices(rules: readonly { rule: RuleId; title: string }[], selected: readonly RuleId[]) {
  const choices = rules.map(({ rule, title }) => ({ value: rule, label: title }));
  const unknown = selected.filter((rule) => !rules.some((one) => one.rule === rule));
  return [...choices, ...unknown.map((rule) => ({ value: rule, label: rule }))];
}

function rangeValue(range: Range): string {
  return range.kind === 'last' ? range.last : range.kind;
}

function rangeChoices(range: Range, zone: string) {
  const last = Object.entries(LAST).map(([value, { label }]) => ({ value, label }));
  const exact = range.kind === 'exact' ? [{ value: 'exact', label: formatBetween(Date.parse(range.from), Date.parse(range.to), zone) }] : [];
  return [{ value: 'all', label: 'Any time' }, ...last, ...exact];
}
