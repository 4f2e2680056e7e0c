import { useState } from 'react';
import { useMutes } from '../../api/detections';
import type { Mute } from '../../api/types';
import { useUserNames } from '../../api/users';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Table } from '../../ui/Table';
import { EndMute } from './EndMute';
import { MuteRow } from './MuteRow';
import styles from './rules.module.css';

const COLUMNS = ['Rule', 'Subject', 'Reason', 'Ends', 'Created', 'Hidden'];

/** The mutes, which keep findings from being shown and reported. */
export function Mutes({ zone, canChange }: { zone: string; canChange: boolean }) {
  const { data, error, refetch } = useMutes();
  const [ending, setEnding] = useState<Mute | null>(null);
  useUserNames(data?.flatMap(({ created_by: by, subject }) => (subject.kind === 'person' && subject.value != null ? [by, subject.value] : [by])) ?? []);
  return (
    <section className={styles.part} aria-labelledby="mutes">
      <h2 id="mutes">Mutes</h2>
      <p className={styles.muted}>
        A mute hides findings of one rule about one subject until it ends. They are still recorded and counted. To mute, open a finding.
      </p>
      {data?.length === 0 && <p>No mutes.</p>}
      {data && data.length > 0 && (
        <Table label="Mutes" columns={COLUMNS} action="End">
          {data.map((mute) => (
            <MuteRow key={mute.id} mute={mute} zone={zone} onEnd={canChange ? () => { setEnding(mute); } : null} />
          ))}
        </Table>
      )}
      {!data && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />)}
      {ending && <EndMute mute={ending} onClose={() => { setEnding(null); }} />}
    </section>
  );
}
