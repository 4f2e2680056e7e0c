import { Button } from '@mantine/core';
import { useState } from 'react';
import { exportsOf, isOpen, useDeleteExport, useExports } from '../api/exports';
import { useCatalogue } from '../api/eventTypes';
import { changesSettings, readsEverything, useMe } from '../api/me';
import type { Export } from '../api/types';
import { MonitorOff } from '../notices/MonitorOff';
import { resolveZone } from '../time/zone';
import { Confirm } from '../settings/Confirm';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { Page } from '../ui/Page';
import { State, StateText } from '../ui/State';
import { useView } from '../view/useView';
import { ZonePicker } from '../activity/filters/ZonePicker';
import { ExportItem } from './ExportItem';
import styles from './exports.module.css';

/** The files that were asked for: by anybody, or for members their own. */
export default function ExportsPage() {
  const me = useMe();
  const [view, onView] = useView();
  const zone = resolveZone(view.zone);
  const isShut = me.settings?.activity_monitor === false && !readsEverything(me);
  const exports = useExports(!isShut);
  const { data: catalogue } = useCatalogue();
  const [removing, setRemoving] = useState<Export | null>(null);
  const all = exportsOf(exports.data);
  return (
    <Page
      title="Exports"
      lead="A file is kept for seven days. Each download gets a new link, which works for one minute and is recorded."
      actions={<ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />}
    >
      {isShut ? (
        <MonitorOff />
      ) : exports.error && all.length === 0 ? (
        <ErrorState error={exports.error} onRetry={() => void exports.refetch()} />
      ) : exports.isPending ? (
        <Loading />
      ) : all.length === 0 ? (
        <State title="No exports yet">
          <StateText>Filter the activity, then choose Export. The file holds those events.</StateText>
        </State>
      ) : (
        <>
          <ul className={styles.list}>
            {all.map((one) => (
              <ExportItem
                key={one.id}
                of={one}
                zone={zone}
                catalogue={catalogue}
                mayRemove={changesSettings(me) || one.created_by.id === me.user.id}
                onRemove={() => { setRemoving(one); }}
              />
            ))}
          </ul>
          {exports.hasNextPage && (
            <Button variant="default" loading={exports.isFetchingNextPage} onClick={() => void exports.fetchNextPage()}>
              Show earlier exports
            </Button>
          )}
        </>
      )}
      {removing && <Remove of={removing} onClose={() => { setRemoving(null); }} />}
    </Page>
  );
}

function Remove({ of: one, onClose }: { of: Export; onClose: () => void }) {
  const remove = useDeleteExport();
  const open = isOpen(one);
  return (
    <Confirm
      title={open ? 'Cancel the export?' : 'Remove the file?'}
      action={open ? 'Cancel the export' : 'Remove the file'}
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => { remove.mutate(one.id, { onSuccess: onClose }); }}
    >
      <p>
        This can’t be undone. The same events can be exported again as long as they are kept, but into another file with
        another hash.
      </p>
    </Confirm>
  );
}
