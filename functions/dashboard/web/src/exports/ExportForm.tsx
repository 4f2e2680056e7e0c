import { Button, Checkbox, Input, Select } from '@mantine/core';
import { Fragment, useState } from 'react';
import { useCreateExport } from '../api/exports';
import type { Question } from '../api/events';
import { useCatalogue } from '../api/eventTypes';
import { useMe } from '../api/me';
import type { ExportFormat } from '../api/types';
import { FacetText } from '../activity/filters/FilterChips';
import { ZonePicker } from '../activity/filters/ZonePicker';
import { resolveZone, type ZoneChoice } from '../time/zone';
import { Dialog } from '../ui/Dialog';
import { errorText, RequestId } from '../ui/ErrorState';
import { Notice } from '../ui/Notice';
import { facetsOf } from '../view/filtering';
import { COLUMNS, columnsFor, type Column } from './columns';
import styles from './exports.module.css';
import { isTable, orderOf } from './order';
import { spanText } from './span';
import { watchExport } from './watched';

const FORMATS: { value: ExportFormat; label: string }[] = [
  { value: 'csv', label: 'CSV, for spreadsheets' },
  { value: 'csv.gz', label: 'CSV, compressed' },
  { value: 'jsonl', label: 'JSON lines, for programs' },
  { value: 'jsonl.gz', label: 'JSON lines, compressed' },
];
const USUAL = COLUMNS.filter(({ usual }) => usual).map(({ name }) => name);

type Props = { question: Question; zone: ZoneChoice; onClose: () => void };

/** What the file shall be like. Which events it holds is what is being looked at. */
export default function ExportForm({ question, zone: viewZone, onClose }: Props) {
  const me = useMe();
  const { data: catalogue } = useCatalogue();
  const create = useCreateExport();
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [zone, setZone] = useState(viewZone);
  const [columns, setColumns] = useState<readonly Column[]>(USUAL);
  const withDetails = me.settings?.show_details ?? true;
  const offered = columnsFor(resolveZone(zone), withDetails);
  const nothingChosen = isTable(format) && !offered.some(({ name }) => columns.includes(name));
  const filters = facetsOf(question.filters);
  return (
    <Dialog onClose={onClose} title="Export events">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          const order = orderOf(question, me.user.id, { format, zone: resolveZone(zone), columns, withDetails });
          create.mutate(order, {
            onSuccess: ({ id }) => {
              watchExport(id);
              onClose();
            },
          });
        }}
      >
        <p className={styles.filters}>
          {question.whose === 'own' ? 'Your events' : 'Events'} {spanText(question.bounds, resolveZone(zone))}
          {filters.map((facet) => (
            <Fragment key={`${facet.by} ${facet.value}`}>
              , <FacetText facet={facet} catalogue={catalogue} />
            </Fragment>
          ))}
          {filters.length > 0 ? '.' : ', no filters.'}
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
        {isTable(format) && (
          <>
            <ZonePicker label="Time zone of a second time column" zone={zone} onChange={setZone} />
            <Input.Wrapper size="xs" label="Columns" labelElement="div">
              <div className={styles.columns} role="group" aria-label="Columns">
                {offered.map(({ name, label }) => (
                  <Checkbox
                    key={name}
                    label={name === 'time_local' ? `Time (${resolveZone(zone)})` : label}
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
        {!withDetails && <Notice>IP address, ISP and location are hidden in your organization and are not in the file.</Notice>}
        {create.error && (
          <Notice tone="red">
            {errorText(create.error)} <RequestId error={create.error} />
          </Notice>
        )}
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={nothingChosen}>
            Start the export
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
