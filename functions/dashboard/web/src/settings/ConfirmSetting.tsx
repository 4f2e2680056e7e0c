import { useChangeSettings } from '../api/settings';
import type { SettingsChange } from '../api/types';
import { Confirm } from '../ui/Confirm';
import type { Confirmation } from './confirmations';

type Props = { confirmation: Confirmation; change: SettingsChange; onClose: () => void };

/** Asks for confirmation, then changes a setting. */
export function ConfirmSetting({ confirmation: { title, action, paragraphs }, change, onClose }: Props) {
  const { mutate, isPending, error } = useChangeSettings();
  return (
    <Confirm {...{ title, action, isPending, error, onClose }} onConfirm={() => { mutate(change, { onSuccess: onClose }); }}>
      {paragraphs.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </Confirm>
  );
}
