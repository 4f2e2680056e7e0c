import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { exportsOf, useExports } from '../api/exports';
import { isFresh, unwatchExport, useWatchedExports } from '../api/watchedExports';
import { resolveZone } from '../time/zone';
import { restoreFocus } from '../ui/focus';
import { useView } from '../view/useView';
import { ExportProgress } from './ExportProgress';
import styles from './exports.module.css';

/** Shows the progress of exports that were started in this tab, on every page until they are closed. */
export default function ExportToasts() {
  const watched = useWatchedExports();
  useEffect(() => {
    for (const id of watched) {
      // A notification that is already shown does not change.
      notifications.show({
        id: toastId(id),
        title: 'Export',
        message: <Toast id={id} />,
        autoClose: false,
        closeButtonProps: { 'aria-label': 'Close' },
        onClose: () => {
          unwatchExport(id);
          // The focused button is removed a moment later.
          setTimeout(() => {
            restoreFocus(null);
          }, 300);
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
  const [view] = useView();
  const toast = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Only right after the request: a reload shows the toast again, but must not move the focus.
    if (isFresh(id)) toast.current?.focus();
  }, [id]);
  const item = exportsOf(data).find((item) => item.id === id);
  return (
    <div ref={toast} className={styles.toast} tabIndex={-1}>
      {item ? <ExportProgress item={item} zone={resolveZone(view.zone)} /> : isPending ? 'Requested…' : 'Canceled or deleted.'}
    </div>
  );
}
