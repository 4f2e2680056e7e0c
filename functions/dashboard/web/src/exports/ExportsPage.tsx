import { ActionIcon, Button, Menu } from '@mantine/core';
import { exportsOf, isOpen, useDeleteExport, useExports, type Export } from '../api/exports';
import { typeLabel, useCatalogue, type Catalogue } from '../api/eventTypes';
import { changesSettings, readsEverything, useMe } from '../api/me';
import { personLabel } from '../api/people';
import { MonitorOff } from '../notices/MonitorOff';
import { formatTime } from '../time/format';
import { resolveZone, zoneLabel } from '../time/zone';
import { ErrorState, errorText } from '../ui/ErrorState';
import { Icon } from '../ui/Icon';
import { Loading } from '../ui/Loading';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { State, StateText } from '../ui/State';
import { useView } from '../view/useView';
import { ZonePicker } from '../activity/filters/ZonePicker';
import { OUTCOME_NAMES, SOURCE_NAMES } from '../activity/filters/names';
import { ExportProgress } from './ExportProgress';
import styles from './exports.module.css';
import { spanText } from './span';

/** The files that were asked for: by anybody, or for members their own. */
export default function ExportsPage() {
  const me = useMe();
  const [view, onView] = useView();
  const zone = resolveZone(view.zone);
  const isShut = me.settings?.activity_monitor === false && !readsEverything(me);
  const exports = useExports(!isShut);
  const { data: catalogue } = useCatalogue();
  const remove = useDeleteExport();
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
          <StateText>Choose what to look at, then Export: the file holds just those events.</StateText>
        </State>
      ) : (
        <>
          {remove.error && <Notice tone="red">{errorText(remove.error)}</Notice>}
          <ul className={styles.list}>
            {all.map((one) => (
              <Item
                key={one.id}
                of={one}
                zone={zone}
                catalogue={catalogue}
                mayRemove={changesSettings(me) || one.created_by.id === me.user.id}
                onRemove={() => { remove.mutate(one.id); }}
              />
            ))}
          </ul>
          {exports.hasNextPage && (
            <Button variant="default" loading={exports.isFetchingNextPage} onClick={() => void exports.fetchNextPage()}>
              Show earlier ones
            </Button>
          )}
        </>
      )}
    </Page>
  );
}

type ItemProps = { of: Export; zone: string; catalogue: Catalogue | undefined; mayRemove: boolean; onRemove: () => void };

function Item({ of: one, zone, catalogue, mayRemove, onRemove }: ItemProps) {
  const by = one.created_by;
  return (
    <li className={styles.item}>
      <div>
        <h2>{one.file_name}</h2>
        <div className={styles.muted}>
          {[...filterTexts(one, catalogue), spanText(one.filters, zone)].join(', ')}
        </div>
      </div>
      <div>
        <div>{by.name ?? by.email ?? by.id}</div>
        <div className={styles.muted}>
          {formatTime(one.created_at, zone)} {zoneLabel(zone)}
        </div>
      </div>
      <ExportProgress of={one} />
      {mayRemove ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`More for ${one.file_name}`}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onRemove}>{isOpen(one) ? 'Cancel the export' : 'Remove the file'}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span />
      )}
    </li>
  );
}

function filterTexts({ filters }: Export, catalogue: Catalogue | undefined): string[] {
  return [
    ...filters.user.map(personLabel),
    ...filters.type.map((type) => typeLabel(catalogue, type)),
    ...filters.source.map((source) => SOURCE_NAMES[source]),
    ...filters.outcome.map((outcome) => OUTCOME_NAMES[outcome]),
    ...(filters.ip ? [filters.ip] : []),
  ];
}
