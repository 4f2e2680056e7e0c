import { useChangeSettings } from '../api/settings';
import type { SettingsChange } from '../api/types';
import { Confirm } from './Confirm';
import type { Question } from './questions';

type Props = { question: Question; change: SettingsChange; onClose: () => void };

/** Asks before a setting changes, and changes it. */
export function SettingQuestion({ question: { title, action, paragraphs }, change, onClose }: Props) {
  const { mutate, isPending, error } = useChangeSettings();
  return (
    <Confirm {...{ title, action, isPending, error, onClose }} onConfirm={() => { mutate(change, { onSuccess: onClose }); }}>
      {paragraphs.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </Confirm>
  );
}
