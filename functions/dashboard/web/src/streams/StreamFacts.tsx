import type { ReactNode } from 'react';
import { useCatalog } from '../api/catalog';
import type { DestinationRequest, Stream } from '../api/types';
import { userLabel, useUserNames } from '../api/users';
import { formatCount } from '../time/format';
import { FacetChips } from '../ui/FacetChips';
import { UntrustedText } from '../ui/UntrustedText';
import { facetsOfRequest } from '../view/filters';
import { SEVERITY_LABELS } from '../view/labels';
import { deadLettersText } from './deadLettersText';
import { Fact } from './Fact';
import { FORMAT_LABELS, KINDS } from './kinds';
import styles from './streams.module.css';
import { capital, lagText, timeText } from './words';

/** Everything about a stream but its attempts: how it does, then what it sends. */
export function StreamFacts({ stream, zone }: { stream: Stream; zone: string }) {
  const { data: catalog } = useCatalog();
  const { filters, kind, last_failure: failure, minimum_severity: severity } = stream;
  useUserNames([stream.created_by, ...filters.user]);
  const facets = facetsOfRequest(filters);
  return (
    <>
      <dl className={styles.facts} aria-label="How it does">
        <Fact name="Behind">{lagText(stream)}</Fact>
        <Fact name="Last success">{timeText(stream.last_success_at, zone)}</Fact>
        <Fact name="Last failure">
          {timeText(failure?.at, zone)}
          {failure && <div className={styles.muted}>{capital(failure.reason)}</div>}
        </Fact>
        <Fact name="Next attempt">{stream.next_attempt_at == null ? 'None planned' : timeText(stream.next_attempt_at, zone)}</Fact>
        <Fact name="Delivered in 24 h"><a href="#attempts">{formatCount(stream.delivered_24h)}</a></Fact>
        <Fact name="Dead letters"><a href="#dead-letters">{deadLettersText(stream.dead_letters)}</a></Fact>
      </dl>
      <section aria-labelledby="sends">
        <h2 id="sends">What it sends</h2>
        <dl className={styles.settings}>
          <Row name="Destination">
            <DestinationTexts stream={stream} />
          </Row>
          <Row name="Events">
            {KINDS[kind].isForPeople ? 'New findings' : facets.length === 0 ? 'All' : <FacetChips facets={facets} catalog={catalog} label="Filters" />}
          </Row>
          <Row name="Findings">{severity == null ? 'Of every severity' : `${SEVERITY_LABELS[severity]} and higher`}</Row>
          {KINDS[kind].formats.length > 1 && <Row name="Format">{FORMAT_LABELS[stream.format]}</Row>}
          {stream.secret_rotated_until != null && (
            <Row name="Secret">Requests have the signatures of the old and the new secret until {timeText(stream.secret_rotated_until, zone)}</Row>
          )}
          <Row name="Position">{stream.position}, the next event to look at</Row>
          <Row name="Added">
            by <UntrustedText text={userLabel(stream.created_by)} />, {timeText(stream.created_at, zone)}
            {stream.changed_at !== stream.created_at && <>, changed {timeText(stream.changed_at, zone)}</>}
          </Row>
        </dl>
      </section>
    </>
  );
}

function DestinationTexts({ stream: { kind, destination } }: { stream: Stream }) {
  return KINDS[kind].fields.map(({ name, label, isSecret }) => {
    const value = (destination as DestinationRequest)[name];
    const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
    if (!isSecret && text === '') return null;
    return (
      <span key={name} className={styles.destination}>
        <span className={styles.muted}>{label}</span> {isSecret ? 'stored, never shown' : <UntrustedText text={text} />}
      </span>
    );
  });
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
