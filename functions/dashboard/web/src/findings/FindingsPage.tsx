import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useFindings } from '../api/findings';
import { useMe } from '../api/me';
import { resolveZone } from '../time/zone';
import { MonitorOff } from '../ui/MonitorOff';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { PagedList } from '../ui/PagedList';
import { ZonePicker } from '../ui/ZonePicker';
import { useZone } from '../view/useZone';
import { EvaluatedTo } from './EvaluatedTo';
import { FindingFilters } from './FindingFilters';
import { FindingItem } from './FindingItem';
import styles from './findings.module.css';
import { findingQuery, useFindingView } from './findingView';
import { NoFindings } from './NoFindings';

/** Suspicious behavior that the rules found, newest first. */
export default function FindingsPage() {
  const me = useMe();
  const [zoneChoice, onZone] = useZone();
  const zone = resolveZone(zoneChoice);
  const [view, onView] = useFindingView();
  const [openedAt] = useState(Date.now);
  const query = useFindings(useMemo(() => findingQuery(view, openedAt, zone), [view, openedAt, zone]));
  const findings = query.data?.pages.flatMap((page) => page.findings) ?? [];
  return (
    <Page
      title="Findings"
      lead={<EvaluatedTo zone={zone} />}
      actions={
        <>
          <ZonePicker zone={zoneChoice} onChange={onZone} />
          <Button component={Link} href="/rules" variant="default">
            Rules and mutes
          </Button>
        </>
      }
    >
      {me.settings?.activity_monitor === false && <MonitorOff />}
      {me.settings?.show_details === false && (
        <Notice>Your organization hides IP addresses and places. Findings don’t name them.</Notice>
      )}
      <FindingFilters view={view} zone={zone} onView={onView} />
      <PagedList query={query} isEmpty={findings.length === 0} empty={<NoFindings view={view} zone={zone} />} more="Show earlier findings">
        <ol className={styles.list} aria-label="Findings">
          {findings.map((finding) => (
            <FindingItem key={finding.id} finding={finding} zone={zone} />
          ))}
        </ol>
      </PagedList>
    </Page>
  );
}
