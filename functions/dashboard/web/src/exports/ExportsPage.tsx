import { useState } from 'react';
import { useCatalog } from '../api/catalog';
import { useCoverage } from '../api/coverage';
import { exportsOf, isOpen, useDeleteExport, useExports } from '../api/exports';
import { changesSettings, readsEverything, useMe } from '../api/me';
import type { Export } from '../api/types';
import { useUserNames } from '../api/users';
import { bandsOf } from '../charts/bands';
import { resolveZone } from '../time/zone';
import { Confirm } from '../ui/Confirm';
import { MonitorOff } from '../ui/MonitorOff';
import { Page } from '../ui/Page';
import { PagedList } from '../ui/PagedList';
import { State, StateText } from '../ui/State';
import { ZonePicker } from '../ui/ZonePicker';
import { useView } from '../view/useView';
import { ExportItem } from './ExportItem';
import styles from './exports.module.css';

/** The exports of the organization, or a member's own. */
export default function ExportsPage() {
  const me = useMe();
  const [view, onView] = useView();
  const isUnavailable = me.settings?.activity_monitor === false && !readsEverything(me);
  const query = useExports(!isUnavailable);
  const { data: catalog } = useCatalog();
  const [deleting, setDeleting] = useState<Export | null>(null);
  const exports = exportsOf(query.data);
  const [openedAt] = useState(() => Date.now());
  const coverage = useCoverage(openedAt);
  const bands = coverage.data ? bandsOf(coverage.data) : coverage.error ? null : undefined;
  useUserNames(exports.flatMap(({ filters }) => filters.user));
  return (
    <Page
      title="Exports"
      lead="Files are kept for seven days. Each download gets a new link, which expires after one minute and is recorded."
      actions={<ZonePicker zone={view.zone} onChange={(zone) => { onView({ zone }); }} />}
    >
      {isUnavailable ? (
        <MonitorOff />
      ) : (
        <PagedList
          query={query}
          isEmpty={exports.length === 0}
          empty={
            <State title="No exports yet">
              <StateText>On an activity page, select the events and choose Export.</StateText>
            </State>
          }
          more="Show earlier exports"
        >
          <ul className={styles.list}>
            {exports.map((item) => (
              <ExportItem
                key={item.id}
                item={item}
                zone={resolveZone(view.zone)}
                catalog={catalog}
                bands={bands}
                isReader={readsEverything(me)}
                canDelete={changesSettings(me) || item.created_by.id === me.user.id}
                onDelete={() => { setDeleting(item); }}
              />
            ))}
          </ul>
        </PagedList>
      )}
      {deleting && <Delete item={deleting} onClose={() => { setDeleting(null); }} />}
    </Page>
  );
}

function Delete({ item, onClose }: { item: Export; onClose: () => void }) {
  const remove = useDeleteExport();
  const action = isOpen(item) ? 'Cancel export' : 'Delete file';
  return (
    <Confirm
      title={isOpen(item) ? 'Cancel this export?' : 'Delete this file?'}
      action={action}
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => { remove.mutate(item.id, { onSuccess: onClose }); }}
    >
      <p>
        This can’t be undone. You can export the same events again while they are kept. The new file has a different hash.
      </p>
    </Confirm>
  );
}
