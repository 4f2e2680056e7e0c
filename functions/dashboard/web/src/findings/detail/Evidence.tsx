import { useState } from 'react';
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { FindingDetails } from '../../api/types';
import { Notice } from '../../ui/Notice';
import { EventExcerpt } from '../../ui/EventExcerpt';
import { activityUrl } from '../../view/url';
import { evidenceView } from './evidenceView';
import { Section } from './Section';
import { Verify } from './Verify';
import styles from './finding.module.css';
import { plural } from '../../time/format';

type Props = { finding: FindingDetails; zone: string; withDetails: boolean };

/** Events that are shown at first. */
const FEW = 12;

/** The events that show the finding. */
export function Evidence({ finding, zone, withDetails }: Props) {
  const [showsAll, setShowsAll] = useState(false);
  const { evidence, missing } = finding;
  const users = new Set(evidence.map(({ actor }) => actor.id));
  const shown = showsAll ? evidence : evidence.slice(0, FEW);
  const view = evidenceView(finding);
  return (
    <Section title={`Evidence: ${plural(evidence.length, 'event')}`} actions={view && <Link href={activityUrl(view)}>Show in Activity</Link>}>
      <Verify id={finding.id} />
      {missing > 0 && <Notice tone="amber">{plural(missing, 'event')} of the evidence {missing === 1 ? 'is' : 'are'} no longer kept.</Notice>}
      {evidence.length > 0 && <EventExcerpt label="Evidence" events={shown} zone={zone} withUser={users.size > 1} withDetails={withDetails} />}
      {shown.length < evidence.length && (
        <Button variant="default" className={styles.all ?? ''} onClick={() => { setShowsAll(true); }}>
          Show all {evidence.length} events
        </Button>
      )}
    </Section>
  );
}
