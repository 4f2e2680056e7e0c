import { Button } from '@mantine/core';
import { useDownloadExport } from '../api/exports';
import type { Export, ExportFile } from '../api/types';
import { errorText } from '../ui/ErrorState';
import styles from './exports.module.css';

type Props = { item: Export; file: NonNullable<ExportFile>; label: string };

/** Downloads one file of an export. Each click gets a new link, which is recorded. */
export function DownloadButton({ item, file, label }: Props) {
  const download = useDownloadExport(file);
  return (
    <>
      <Button
        size="compact-xs"
        variant={file === 'data' ? 'light' : 'default'}
        loading={download.isPending}
        onClick={() => { download.mutate(item.id); }}
      >
        {label}
      </Button>
      {download.error && (
        <span className={styles.failed} role="alert">
          {errorText(download.error)}
        </span>
      )}
    </>
  );
}
