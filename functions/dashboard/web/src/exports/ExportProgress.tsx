import { isOpen } from '../api/exports';
import type { Export } from '../api/types';
import { DownloadButton } from './DownloadButton';
import styles from './exports.module.css';
import { completeText, progressText } from './progress';

/** The progress of an export, and its file when it is ready. */
export function ExportProgress({ of: one, zone }: { of: Export; zone: string }) {
  const isReady = one.status === 'ready';
  return (
    <div className={styles.progress} aria-live={isOpen(one) ? 'polite' : undefined}>
      <span className={one.status === 'failed' ? styles.failed : undefined}>{progressText(one, zone)}</span>
      {isReady && !one.complete && <span className={styles.incomplete}>{completeText(one)}</span>}
      {isReady && one.withheld != null && (
        <span className={styles.incomplete}>Not available: the file contains details, which are now hidden.</span>
      )}
      {isReady && one.withheld == null && <DownloadButton of={one} file="data" label="Download" />}
    </div>
  );
}
