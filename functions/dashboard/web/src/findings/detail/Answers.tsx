import type { Finding } from '../../api/types';
import { formatTime } from '../../time/format';
import { Notice } from '../../ui/Notice';
import { UntrustedText } from '../../ui/UntrustedText';
import { ANSWER_LABELS } from '../labels';

/** What the person said about it. */
export function Answers({ finding: { answers, user }, zone }: { finding: Pick<Finding, 'answers' | 'user'>; zone: string }) {
  return answers.map(({ at, answer, note, from_address_of_evidence: isNote }) => (
    <Notice key={at}>
      <span>
        <UntrustedText text={user?.name ?? user?.email ?? 'The person'} /> answered on {formatTime(at, zone)}: <strong>{ANSWER_LABELS[answer]}</strong>
        {note != null && <>. “<UntrustedText text={note} />”</>}
        {isNote && '. The answer came from an address of the evidence, so it may be of someone else.'}
      </span>
    </Notice>
  ));
}
