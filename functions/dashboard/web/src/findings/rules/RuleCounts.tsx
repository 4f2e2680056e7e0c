import { useState } from 'react';
import { Link } from 'wouter';
import type { Detection } from '../../api/types';
import { findingsUrl, type FindingView } from '../findingView';
import { exactRange } from '../../view/range';
import { shownCount } from './ruleText';
import styles from './rules.module.css';
import { plural } from '../../time/format';

const DAY = 86_400_000;

/** What a rule found in the last 30 days. Each number links to the findings. */
export function RuleCounts({ rule: { rule, last_30_days: counts }, countedFrom }: { rule: Detection; countedFrom: string }) {
  const [now] = useState(Date.now);
  const from = Date.parse(countedFrom);
  const days = Math.round((now - from) / DAY);
  const url = (change: Partial<FindingView>) => findingsUrl({ state: 'all', rule: [rule], range: exactRange(from, now), ...change });
  const shown = shownCount(counts);
  return (
    <span className={styles.counts}>
      {shown === 0 ? <span className={styles.muted}>No findings</span> : <Link href={url({})}>{plural(shown, 'finding')}</Link>}
      {counts.info > 0 && <>, <Link href={url({ severity: ['info'] })}>{counts.info} info</Link></>}
      {counts.muted > 0 && <>, <Link href={url({ muted: true })}>{counts.muted} muted</Link></>}
      <span className={styles.muted}> in {plural(days, 'day')}</span>
    </span>
  );
}
