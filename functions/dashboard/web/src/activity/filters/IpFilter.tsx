import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { isIpText } from '../../view/ipText';
import styles from './filters.module.css';

type Props = { ip: string | null; onChange: (ip: string | null) => void };

/** One address or network. It takes effect with Enter or when the field is left. */
export function IpFilter({ ip, onChange }: Props) {
  const [draft, setDraft] = useState({ of: ip, text: ip ?? '' });
  // The chip or a click on a cell changed it meanwhile.
  if (draft.of !== ip) setDraft({ of: ip, text: ip ?? '' });
  const text = draft.text.trim();
  const isWrong = text !== '' && text !== ip && !isIpText(text);
  const apply = () => {
    if (!isWrong && text !== (ip ?? '')) onChange(text === '' ? null : text);
  };
  return (
    <form
      className={styles.ip}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <TextInput
        aria-label="IP address or CIDR"
        placeholder="IP or CIDR"
        value={draft.text}
        error={isWrong ? 'e.g. 203.0.113.7 or 2001:db8::/32' : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setDraft({ of: ip, text: event.currentTarget.value });
        }}
        onBlur={apply}
      />
    </form>
  );
}
