import { Checkbox, Input, Select } from '@mantine/core';
import { useState } from 'react';
import type { EventQuery } from '../../api/events';
import { useCatalog } from '../../api/catalog';
import { useCreateExport } from '../../api/exports';
import { useMe } from '../../api/me';
import type { ExportColumn, ExportFormat } from '../../api/types';
import { watchExport } from '../../api/watchedExports';
import { resolveZone, type ZoneChoice } from '../../time/zone';
import { Dialog } from '../Dialog';
import { DialogForm } from '../DialogForm';
import { FacetTexts } from '../FacetText';
import { Notice } from '../Notice';
import { ZonePicker } from '../ZonePicker';
import { boundsText } from '../../view/boundsText';
import { facetsOf } from '../../view/filters';
import { columnLabel, columnsFor, DEFAULT_COLUMNS } from './columns';
import styles from './export.module.css';
import { exportRequest, hasColumns } from './request';

const FORMAT_LABELS: Record<ExportFormat, string> = {
  csv: 'CSV, for spreadsheets',
  'csv.gz': 'CSV, compressed',
  jsonl: 'JSON Lines, for programs',
  'jsonl.gz': 'JSON Lines, compressed',
};
const FORMATS = Object.entries(FORMAT_LABELS).map(([value, label]) => ({ value: value as ExportFormat, label }));

type Props = { query: EventQuery; zone: ZoneChoice; onClose: () => void };

/** Starts an export of the events on the page. */
export default function ExportForm({ query, zone: viewZone, onClose }: Props) {
  const me = useMe();
  const { data: catalog } = useCatalog();
  const create = useCreateExport();
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [zoneChoice, setZoneChoice] = useState(viewZone);
  const [columns, setColumns] = useState<readonly ExportColumn[]>(DEFAULT_COLUMNS);
  const zone = resolveZone(zoneChoice);
  const withDetails = me.settings?.show_details ?? true;
  const offered = columnsFor(zone, withDetails);
  const facets = facetsOf(query.filters);
  return (
    <Dialog onClose={onClose} title="Export events">
      <DialogForm
        action="Start export"
        error={create.error}
        isPending={create.isPending}
        isIncomplete={hasColumns(format) && !offered.some((name) => columns.includes(name))}
        onCancel={onClose}
        onSubmit={() => {
          create.mutate(exportRequest(query, me.user.id, { format, zone, columns, withDetails }), {
            onSuccess: ({ id }) => {
              watchExport(id);
              onClose();
            },
          });
        }}
      >
        <p className={styles.filters}>
          {query.scope === 'own' ? 'Your events' : 'Events'} {boundsText(query.bounds, zone)}
          {facets.length > 0 ? <>, <FacetTexts facets={facets} catalog={catalog} />.</> : ', no filters.'}
        </p>
        <Select
          label="Format"
          data={FORMATS}
          value={format}
          allowDeselect={false}
          onChange={(value) => {
            const chosen = FORMATS.find((one) => one.value === value);
            if (chosen) setFormat(chosen.value);
          }}
        />
        {hasColumns(format) && (
          <>
            <ZonePicker label="Time zone of the local time column" zone={zoneChoice} onChange={setZoneChoice} />
            <Input.Wrapper size="xs" label="Columns" labelElement="div">
              <div className={styles.columns} role="group" aria-label="Columns">
                {offered.map((name) => (
                  <Checkbox
                    key={name}
                    label={columnLabel(name, zone)}
                    checked={columns.includes(name)}
                    onChange={(event) => {
                      const others = columns.filter((one) => one !== name);
                      setColumns(event.currentTarget.checked ? [...others, name] : others);
                    }}
                  />
                ))}
              </div>
            </Input.Wrapper>
          </>
        )}
        {!withDetails && <Notice>IP address, ISP and location are hidden in your organization. The file does not include them.</Notice>}
      </DialogForm>
    </Dialog>
  );
}
