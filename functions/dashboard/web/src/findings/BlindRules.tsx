import { Link } from 'wouter';
import { useDetections } from '../api/detections';
import type { Detection } from '../api/types';
import { StateText } from '../ui/State';
import { listed } from './words';

/** The rules that could not see everything: without them, no finding does not mean that nothing happened. */
export function BlindRules() {
  const { data } = useDetections();
  const rules = data?.detections ?? [];
  const unseeing = (state: string) => rules.filter((rule) => rule.enabled && rule.evaluable.state === state);
  return (
    <>
      <Rules rules={unseeing('no')} text="could not see anything in the last 30 days" />
      <Rules rules={unseeing('partly')} text="could not see everything in the last 30 days" />
      <Rules rules={rules.filter(({ enabled }) => !enabled)} text="switched off" />
      <StateText>
        <Link href="/rules">Rules</Link>
      </StateText>
    </>
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
