import { Button } from '@mantine/core';
import type { Event } from '../../api/types';
import { jsonPieces, jsonWithVisibleBidi } from '../../ui/bidi';
import { copy } from '../../ui/copy';
import { Icon } from '../../ui/Icon';
import styles from './details.module.css';

// The next event has the same part open.
let isOpen = false;

/** The event as the API returns it. */
export function RawEvent({ event }: { event: Event }) {
  const json = jsonWithVisibleBidi(event);
  return (
    <details className={styles.raw} open={isOpen} onToggle={(toggle) => { isOpen = toggle.currentTarget.open; }}>
      <summary>JSON</summary>
      <Button className={styles.copy ?? ''} variant="subtle" size="compact-xs" leftSection={<Icon name="copy" size={12} />} onClick={() => void copy(json)}>
        Copy JSON
      </Button>
      <pre className={styles.json} dir="ltr">
        {jsonPieces(json).map(({ text, isString }, index) => (isString ? <bdi key={index}>{text}</bdi> : text))}
      </pre>
    </details>
  );
}
