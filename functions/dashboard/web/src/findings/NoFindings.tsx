import { Link } from 'wouter';
import { useDetections } from '../api/detections';
import type { Detection } from '../api/types';
import { State, StateText } from '../ui/State';
import { evaluatedText } from './EvaluatedTo';
import { isNarrowed, type FindingView } from './findingView';
import { listed } from './words';

/** Shown in place of an empty list: up to when the detector looked, and which rules could not see everything. */
export function NoFindings({ view, zone }: { view: FindingView; zone: string }) {
  const { data } = useDetections();
  const blind = data?.detections.filter((rule) => rule.enabled && rule.evaluable.state === 'no') ?? [];
  const partly = data?.detections.filter((rule) => rule.enabled && rule.evaluable.state === 'partly') ?? [];
  const off = data?.detections.filter((rule) => !rule.enabled) ?? [];
  return (
    <State title={isNarrowed(view) || view.state !== 'open' ? 'No findings match these filters' : 'No open findings'}>
      {data && <StateText>{evaluatedText(data, zone)}.</StateText>}
      <Rules rules={blind} text="could not see anything in the last 30 days" />
      <Rules rules={partly} text="could not see everything in the last 30 days" />
      <Rules rules={off} text="switched off" />
      <StateText>
        <Link href="/rules">Rules</Link>
      </StateText>
    </State>
  );
}

const MAX_TITLES = 3;

function Rules({ rules, text }: { rules: readonly Detection[]; text: string }) {
  if (rules.length === 0) return null;
  const names = rules.slice(0, MAX_TITLES).map(({ title }) => title);
  const more = rules.length - names.length;
  return (
    <StateText>
      {rules.length === 1 ? '1 rule' : `${rules.length} rules`} {text}: {listed(more > 0 ? [...names, `${more} more`] : names)}.
    </StateText>
  );
}
