import { useState, type ComponentType } from 'react';
import { Link } from 'wouter';
import { ApiError } from '../api/problem';
import { usePerson } from '../api/people';
import type { PersonDetail } from '../api/types';
import { resolveZone } from '../time/zone';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Section } from '../ui/Section';
import { State, StateText } from '../ui/State';
import { UntrustedText, UntrustedTexts } from '../ui/UntrustedText';
import { ZonePicker } from '../ui/ZonePicker';
import { useZone } from '../view/useZone';
import { gapTexts } from './labels';
import { PersonActivity } from './PersonActivity';
import { PersonChart } from './PersonChart';
import { PersonFacts } from './PersonFacts';
import styles from './person.module.css';

type Props = { id: string; findings: ComponentType<{ user: string; zone: string }> };

/** A person: what they did in 28 days, what is usual for them, findings and recent activity. */
export function Person({ id, findings }: Props) {
  const { data, error, refetch } = usePerson(id);
  if (data) return <Loaded person={data} findings={findings} />;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <State isPage title="Person not found" actions={<Link href="/people">All people</Link>}>
        <StateText>No recorded event is of a person with this ID.</StateText>
      </State>
    );
  }
  return error ? <ErrorState isPage error={error} onRetry={() => void refetch()} /> : <Loading />;
}

function Loaded({ person, findings: Findings }: { person: PersonDetail } & Pick<Props, 'findings'>) {
  const { id, name, email, former_names: names, former_emails: emails } = person;
  const [zoneChoice, onZone] = useZone();
  const zone = resolveZone(zoneChoice);
  const [requestedAt] = useState(Date.now);
  const title = name ?? email ?? id;
  return (
    <Page title={title} actions={<ZonePicker zone={zoneChoice} onChange={onZone} />}>
      <p className={styles.names}>
        {email != null && email !== title && <UntrustedText text={email} />}
        {id !== title && <span>ID <code>{id}</code></span>}
        {names.length > 0 && <span>Formerly <UntrustedTexts texts={names} /></span>}
        {emails.length > 0 && <span>Former addresses: <UntrustedTexts texts={emails} /></span>}
      </p>
      {!person.complete && (
        <Notice tone="amber">
          {gapTexts(person, zone).map((text) => (
            <span key={text}>{text}</span>
          ))}
        </Notice>
      )}
      <PersonFacts person={person} zone={zone} />
      <PersonChart person={person} zone={zone} requestedAt={requestedAt} />
      <Section title="Findings">
        <Findings user={id} zone={zone} />
      </Section>
      <PersonActivity id={id} zone={zone} requestedAt={requestedAt} />
    </Page>
  );
}
