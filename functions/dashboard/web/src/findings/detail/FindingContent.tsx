import { Link } from 'wouter';
import { useCatalog } from '../../api/catalog';
import { changesSettings, useMe } from '../../api/me';
import type { FindingDetails } from '../../api/types';
import { formatTime } from '../../time/format';
import { resolveZone, zoneLabel } from '../../time/zone';
import { Notice } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { ZonePicker } from '../../ui/ZonePicker';
import { useZone } from '../../view/useZone';
import { FindingSubject } from '../FindingSubject';
import { FindingStatus, untilText } from '../FindingItem';
import { sentenceOf } from '../sentence';
import { SeverityMark } from '../SeverityMark';
import { subjectText } from '../subjectText';
import { Answers } from './Answers';
import { Baseline } from './Baseline';
import { Evidence } from './Evidence';
import { FindingActions } from './FindingActions';
import { FollowedBy } from './FollowedBy';
import { History } from './History';
import { Neighbors } from './Neighbors';
import { RuleSummary } from './RuleSummary';
import { Timeline } from './Timeline';
import styles from './finding.module.css';

/** All parts of a finding. */
export function FindingContent({ finding }: { finding: FindingDetails }) {
  const { data: catalog } = useCatalog();
  const me = useMe();
  const [zoneChoice, onZone] = useZone();
  const zone = resolveZone(zoneChoice);
  const title = [subjectText(finding), sentenceOf(finding, catalog)].filter((text) => text !== null).join(': ');
  const withDetails = me.settings?.show_details ?? true;
  return (
    <Page title={title}>
      <nav className={styles.back} aria-label="Breadcrumb">
        <Link href="/findings">Findings</Link>
      </nav>
      <div className={styles.summary}>
        <SeverityMark severity={finding.severity} />
        <span>
          {finding.state === 'open' ? 'Open' : ''}
          <FindingStatus finding={finding} />
        </span>
        <span>
          {formatTime(finding.first_at, zone)}
          {finding.last_at !== finding.first_at && ` – ${untilText(finding, zone)}`} {zoneLabel(zone)}
        </span>
        <span className={styles.muted}>
          Found {formatTime(finding.opened_at, zone)}
          {finding.late && ', from events that were recorded more than a day late'}
        </span>
        <span className={styles.person}><FindingSubject finding={finding} /></span>
      </div>
      {finding.note != null && <Notice>{finding.note}</Notice>}
      <Answers finding={finding} zone={zone} />
      <div className={styles.bar}>
        <FindingActions finding={finding} zone={zone} canChange={changesSettings(me)} />
        <ZonePicker zone={zoneChoice} onChange={onZone} />
      </div>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Timeline finding={finding} zone={zone} />
          <Evidence finding={finding} zone={zone} withDetails={withDetails} />
          <FollowedBy finding={finding} zone={zone} withDetails={withDetails} />
        </div>
        <div className={styles.column}>
          <Baseline finding={finding} />
          <Neighbors findings={finding.neighbors} zone={zone} />
          <RuleSummary finding={finding} />
          <History finding={finding} zone={zone} />
        </div>
      </div>
    </Page>
  );
}
