import { Button } from '@mantine/core';
import { useState } from 'react';
import type { FindingDetails } from '../../api/types';
import { EventExcerpt } from '../../ui/EventExcerpt';
import styles from './finding.module.css';
import { Section } from './Section';
import { plural } from '../../time/format';

type Props = { finding: FindingDetails; zone: string; withDetails: boolean };

const FEW = 6;
/** The API's maximum. */
const MAX = 50;

/** What the person did in the hour after the last hit. */
export function FollowedBy({ finding: { user, followed_by: events }, zone, withDetails }: Props) {
  const [showsAll, setShowsAll] = useState(false);
  if (!user) return null;
  const shown = showsAll ? events : events.slice(0, FEW);
  const count = events.length >= MAX ? `the first ${MAX} events` : plural(events.length, 'event');
  return (
    <Section title={`The hour after: ${events.length === 0 ? 'no events' : count}`}>
      {events.length > 0 && <EventExcerpt label="What followed" events={shown} zone={zone} withUser={false} withDetails={withDetails} />}
      {shown.length < events.length && (
        <Button variant="default" className={styles.all ?? ''} onClick={() => { setShowsAll(true); }}>
          Show all {events.length}
        </Button>
      )}
    </Section>
  );
}
