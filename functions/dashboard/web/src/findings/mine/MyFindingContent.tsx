import { useMe } from '../../api/me';
import type { MyFinding } from '../../api/types';
import { formatTime, plural } from '../../time/format';
import { resolveZone, zoneLabel } from '../../time/zone';
import { EventExcerpt } from '../../ui/EventExcerpt';
import { Notice } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { UntrustedText } from '../../ui/UntrustedText';
import { ZonePicker } from '../../ui/ZonePicker';
import { useZone } from '../../view/useZone';
import { Section } from '../detail/Section';
import { ANSWER_LABELS } from '../labels';
import { AnswerForm } from './AnswerForm';
import styles from './mine.module.css';

/** The API's maximum number of events. */
const MAX_EVENTS = 10;

/** What was unusual, the events that show it, and the question whether it was the user. */
export function MyFindingContent({ finding }: { finding: MyFinding }) {
  const me = useMe();
  const [zoneChoice, onZone] = useZone();
  const zone = resolveZone(zoneChoice);
  const { evidence, answers } = finding;
  const title = evidence.length >= MAX_EVENTS ? `What happened: the latest ${MAX_EVENTS} events` : `What happened: ${plural(evidence.length, 'event')}`;
  return (
    <Page title={finding.title} actions={<ZonePicker zone={zoneChoice} onChange={onZone} />}>
      <p className={styles.sentence}>
        {finding.sentence}{' '}
        <span className={styles.muted}>
          {formatTime(finding.first_at, zone)} {zoneLabel(zone)}
        </span>
      </p>
      {answers.map(({ at, answer, note }) => (
        <Notice key={at}>
          <span>
            You answered on {formatTime(at, zone)}: <strong>{ANSWER_LABELS[answer]}</strong>
            {note != null && <>. “<UntrustedText text={note} />”</>}
          </span>
        </Notice>
      ))}
      <AnswerForm finding={finding} />
      <Section title={title}>
        {evidence.length > 0 && (
          <EventExcerpt label="What happened" events={evidence} zone={zone} withUser={false} withDetails={me.settings?.show_details ?? true} isOwn />
        )}
      </Section>
    </Page>
  );
}
