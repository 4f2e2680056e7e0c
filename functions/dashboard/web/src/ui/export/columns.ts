import type { ExportColumn } from '../../api/types';

type Column = { label: string; isDefault: boolean; isDetail?: true };

// In the order of the file.
const COLUMNS: Record<ExportColumn, Column> = {
  time_utc: { label: 'Time (UTC)', isDefault: true },
  time_local: { label: 'Time (local)', isDefault: true },
  user_name: { label: 'User name', isDefault: true },
  user_email: { label: 'User email', isDefault: true },
  user_id: { label: 'User ID', isDefault: false },
  event: { label: 'Event', isDefault: true },
  type: { label: 'Event type', isDefault: true },
  outcome: { label: 'Outcome', isDefault: true },
  source: { label: 'Source', isDefault: true },
  device: { label: 'Device', isDefault: true },
  app_version: { label: 'App version', isDefault: true },
  user_agent: { label: 'User agent', isDefault: false },
  ip: { label: 'IP address', isDefault: true, isDetail: true },
  isp: { label: 'ISP', isDefault: true, isDetail: true },
  asn: { label: 'ASN', isDefault: false, isDetail: true },
  location: { label: 'Location', isDefault: true, isDetail: true },
  targets: { label: 'Targets', isDefault: true },
  session_id: { label: 'Session ID', isDefault: false },
  metadata: { label: 'Metadata', isDefault: false },
  recorded_at: { label: 'Recorded (UTC)', isDefault: false },
  id: { label: 'Event ID', isDefault: true },
};

const NAMES = Object.keys(COLUMNS) as ExportColumn[];

export const DEFAULT_COLUMNS = NAMES.filter((name) => COLUMNS[name].isDefault);

/** Returns the label of a column. `zone` is the zone of the local time. */
export function columnLabel(name: ExportColumn, zone: string): string {
  return name === 'time_local' ? `Time (${zone})` : COLUMNS[name].label;
}

/** Returns the columns that would not be empty. */
export function columnsFor(zone: string, withDetails: boolean): ExportColumn[] {
  return NAMES.filter((name) => (withDetails || !COLUMNS[name].isDetail) && (name !== 'time_local' || zone !== 'UTC'));
}
