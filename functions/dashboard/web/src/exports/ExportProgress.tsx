import { isOpen } from '../api/exports';
import type { Export } from '../api/types';
import { DownloadButton } from './DownloadButton';
import styles from './exports.module.css';
import { completeText, progressText } from './progress';

/** The progress of an export, and its file when it is ready. */
export function ExportProgress({ item, zone }: { item: Export; zone: string }) {
  const isReady = item.status === 'ready';
  return (
    <div className={styles.progress} aria-live={isOpen(item) ? 'polite' : undefined}>
      <span className={item.status === 'failed' ? styles.failed : undefined}>{progressText(item, zone)}</span>
      {isReady && !item.complete && <span className={styles.incomplete}>{completeText(item)}</span>}
      {isReady && item.withheld != null && (
        <span className={styles.incomplete}>Not available: the file contains details, which are now hidden.</span>
      )}
      {isReady && item.withheld == null && <DownloadButton item={item} file="data" label="Download" />}
    </div>
  );
}
