import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { exportsOf, useExports } from '../api/exports';
import { resolveZone } from '../time/zone';
import { restoreFocus } from '../ui/focus';
import { useView } from '../view/useView';
import { ExportProgress } from './ExportProgress';
import styles from './exports.module.css';
import { isFresh, unwatchExport, useWatchedExports } from './watched';

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
          // What had the focus is gone a moment later.
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
    // After a reload it is there again, but nobody has just asked for it.
    if (isFresh(id)) toast.current?.focus();
  }, [id]);
  const one = exportsOf(data).find((one) => one.id === id);
  return (
    <div ref={toast} className={styles.toast} tabIndex={-1}>
      {one ? <ExportProgress of={one} zone={resolveZone(view.zone)} /> : isPending ? 'Requested…' : 'It was canceled or removed.'}
    </div>
  );
}
