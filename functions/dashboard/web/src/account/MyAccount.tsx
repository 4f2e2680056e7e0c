import { useMemo, useState, type ComponentType } from 'react';
import { Link } from 'wouter';
import { useCoverage } from '../api/coverage';
import { readsEverything, useMe } from '../api/me';
import { bandsOf } from '../charts/bands';
import { resolveZone } from '../time/zone';
import { MonitorOff } from '../ui/MonitorOff';
import { Page } from '../ui/Page';
import { Section } from '../ui/Section';
import { ZonePicker } from '../ui/ZonePicker';
import { recordingText } from '../view/recordingText';
import { useZone } from '../view/useZone';
import { activityUrl } from '../view/url';
import styles from '../ui/card.module.css';
import { FailedSignIns } from './FailedSignIns';
import { LastSignIns } from './LastSignIns';
import { MyCoverage } from './MyCoverage';
import { NewPlaces } from './NewPlaces';
import { SecondFactor } from './SecondFactor';

type Props = {
  /** What was unusual about the user’s account. */
  findings: ComponentType<{ zone: string }>;
};

/** The user’s own account: what was unusual, sign-ins, and who can see it. */
export function MyAccount({ findings: Findings }: Props) {
  const me = useMe();
  const [zoneChoice, onZone] = useZone();
  const zone = resolveZone(zoneChoice);
  const [now] = useState(Date.now);
  const coverage = useCoverage(now);
  const bands = useMemo(() => (coverage.data ? bandsOf(coverage.data) : coverage.error ? null : undefined), [coverage.data, coverage.error]);
  const isOff = me.settings?.activity_monitor === false;
  // While the monitor is off, members cannot read their events.
  const canRead = !isOff || readsEverything(me);
  const shared = { now, zone, bands };
  return (
    <Page
      title="My account"
      lead={recordingText(me)}
      actions={<ZonePicker zone={zoneChoice} onChange={onZone} />}
    >
      {isOff && <MonitorOff />}
      {canRead && (
        <>
          <Section title="What was unusual" actions={<Link href="/me/notifications">Mail about your account</Link>}>
            <Findings zone={zone} />
          </Section>
          <div className={styles.cards}>
            <FailedSignIns {...shared} />
            <NewPlaces {...shared} />
            <SecondFactor {...shared} />
            <MyCoverage {...shared} onRetry={() => void coverage.refetch()} />
          </div>
          <Section title="Last sign-ins" actions={<Link href={activityUrl({ range: { kind: 'last', last: '30d' } }, '/my-activity')}>All my activity</Link>}>
            <LastSignIns zone={zone} />
          </Section>
        </>
      )}
    </Page>
  );
}
