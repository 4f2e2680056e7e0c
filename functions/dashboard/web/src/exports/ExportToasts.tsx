import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { exportsOf, useExports } from '../api/exports';
import { ExportProgress } from './ExportProgress';
import { unwatchExport, useWatchedExports } from './watched';

/** The progress of exports that were asked for in this tab, on every page until they are closed. */
export default function ExportToasts() {
  const watched = useWatchedExports();
  useEffect(() => {
    for (const id of watched) {
      // Showing what is shown already changes nothing.
      notifications.show({
        id: toastId(id),
        title: 'Export',
        message: <Toast id={id} />,
        autoClose: false,
        closeButtonProps: { 'aria-label': 'Close' },
        onClose: () => {
          unwatchExport(id);
        },
      });
    }
  }, [watched]);
  return null;
}

function toastId(id: string): string {
  return `export-${id}`;
}

function Toast({ id }: { id: string }) {
  const { data, isPending } = useExports();
  const one = exportsOf(data).find((one) => one.id === id);
  if (one) return <ExportProgress of={one} />;
  return isPending ? 'Asked for…' : 'It was cancelled or removed.';
}
