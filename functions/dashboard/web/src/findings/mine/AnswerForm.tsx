import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAnswerFinding } from '../../api/findings';
import type { AnswerKind, MyFinding } from '../../api/types';
import { fieldErrors } from '../../ui/fieldErrors';
import { FormError } from '../../ui/FormError';
import { ANSWER_LABELS } from '../labels';
import styles from './mine.module.css';

/** Asks whether the user did it, and says what happens next. */
export function AnswerForm({ finding: { id, answers } }: { finding: Pick<MyFinding, 'id' | 'answers'> }) {
  const answer = useAnswerFinding(id);
  const [note, setNote] = useState('');
  const [sent, setSent] = useState<AnswerKind | null>(null);
  const { at, other } = fieldErrors(answer.error, { note: '/note' });
  const text = note.trim();
  const send = (kind: AnswerKind) => {
    setSent(kind);
    answer.mutate({ answer: kind, ...(text !== '' && { note: text }) }, { onSuccess: () => { setNote(''); } });
  };
  const isSending = (kind: AnswerKind) => answer.isPending && sent === kind;
  return (
    <section className={styles.answer} aria-labelledby="answer">
      <h2 id="answer">{answers.length > 0 ? 'Another answer' : 'Was this you?'}</h2>
      <ul className={styles.next}>
        <li>
          <strong>{ANSWER_LABELS.mine}:</strong> your administrators see your answer, and close the finding.
        </li>
        <li>
          <strong>{ANSWER_LABELS.not_mine}:</strong> your administrators are told that someone else may use your account. Then change your
          password and sign out your other sessions.
        </li>
      </ul>
      <TextInput label="Note for your administrators (optional)" value={note} error={at.note} onChange={(event) => { setNote(event.currentTarget.value); }} />
      <FormError error={other} />
      <div className={styles.buttons}>
        <Button variant="default" loading={isSending('mine')} disabled={answer.isPending} onClick={() => { send('mine'); }}>
          {ANSWER_LABELS.mine}
        </Button>
        <Button loading={isSending('not_mine')} disabled={answer.isPending} onClick={() => { send('not_mine'); }}>
          {ANSWER_LABELS.not_mine}
        </Button>
      </div>
      <p role="status">{answer.data && <strong>{answer.data.detail}</strong>}</p>
    </section>
  );
}
