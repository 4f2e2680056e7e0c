import { useState } from 'react';
import { Link } from 'wouter';
import { useCatalog } from '../../api/catalog';
import { useCoverage } from '../../api/coverage';
import { MAX_EVENTS, useFirstEvents } from '../../api/events';
import type { FindingDetails } from '../../api/types';
import { bandsOf, clipBands } from '../../charts/bands';
import { gapsText } from '../../charts/gaps';
import { formatBetween, plural } from '../../time/format';
import { ErrorState } from '../../ui/ErrorState';
import { Notice } from '../../ui/Notice';
import { NO_FILTERS } from '../../view/filters';
import { exactRange } from '../../view/range';
import { activityUrl } from '../../view/url';
import { subjectFilters } from '../findingEvents';
import { subjectText } from '../subjectText';
import styles from './finding.module.css';
import { Section } from './Section';
import { TimelineChart } from './TimelineChart';
import { marksOf, timelineRange, windowOf } from './timeline';

/** What the person did around the finding: an hour before to a day after it. */
export function Timeline({ finding, zone }: { finding: FindingDetails; zone: string }) {
  const { data: catalog } = useCatalog();
  const [now] = useState(Date.now);
  const window = windowOf(finding);
  const { from, to } = timelineRange(window, now);
  // Of the whole organization, the evidence is enough.
  const subject = finding.user ? { user: [finding.user.id] } : subjectFilters(finding);
  const isSubject = subject !== null && Object.keys(subject).length > 0;
  const bounds = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const { data, error, refetch } = useFirstEvents({ scope: 'organization', filters: { ...NO_FILTERS, ...subject }, bounds, requestedAt: now }, isSubject);
  const coverage = useCoverage(now);
  const bands = clipBands(coverage.data ? bandsOf(coverage.data) : [], from, to);
  const marks = marksOf(data?.events ?? [], finding.evidence, catalog);
  const gaps = gapsText(bands, from, to, zone);
  const range = exactRange(from, to);
  return (
    <Section
      title={subjectText(finding) ?? 'Evidence over time'}
      actions={isSubject && data && <Link href={activityUrl({ ...subject, range, order: 'asc' })}>{data.isComplete ? plural(data.events.length, 'event') : `The first ${MAX_EVENTS} events`}</Link>}
    >
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <TimelineChart {...{ marks, bands, from, to, window, zone }} isLoading={isSubject && !data} />}
      <p className={styles.muted}>
        {formatBetween(from, to, zone)}
        {coverage.data && ` · ${gaps ?? 'monitor on throughout'}`}
      </p>
      {coverage.error && <Notice tone="amber">Coverage couldn’t be loaded: the monitor may have been off in part of this time.</Notice>}
    </Section>
  );
}
