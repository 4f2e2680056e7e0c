import { Button } from '@mantine/core';
import { useDownloadExport, type Export } from '../api/exports';
import { errorText } from '../ui/ErrorState';
import styles from './exports.module.css';
import { progressText, reasonText } from './progress';

/** How far an export is, and its file once it is ready. */
export function ExportProgress({ of: one }: { of: Export }) {
  const download = useDownloadExport();
  return (
    <div className={styles.progress}>
      <span className={one.status === 'failed' ? (styles.failed ?? '') : ''}>{progressText(one)}</span>
      {one.status === 'ready' && !one.complete && (
        <span className={styles.incomplete}>Incomplete: {reasonText(one.incomplete_reason)}</span>
      )}
      {one.status === 'ready' && (
        <Button size="compact-xs" variant="light" loading={download.isPending} onClick={() => { download.mutate(one.id); }}>
          Download
        </Button>
      )}
      {download.error && (
        <span className={styles.failed} role="alert">
          {errorText(download.error)}
        </span>
      )}
    </div>
  );
}
