/** The columns of a table, in their order, by the names that the API has for them. */
export const COLUMNS = [
  { name: 'time_utc', label: 'Time (UTC)', usual: true },
  { name: 'time_local', label: 'Time (chosen zone)', usual: true },
  { name: 'user_name', label: 'User name', usual: true },
  { name: 'user_email', label: 'User email', usual: true },
  { name: 'user_id', label: 'User id', usual: false },
  { name: 'event', label: 'Event', usual: true },
  { name: 'type', label: 'Event type', usual: true },
  { name: 'outcome', label: 'Outcome', usual: true },
  { name: 'source', label: 'Source', usual: true },
  { name: 'device', label: 'Device', usual: true },
  { name: 'app_version', label: 'App version', usual: true },
  { name: 'user_agent', label: 'User agent', usual: false },
  { name: 'ip', label: 'IP address', usual: true, isDetail: true },
  { name: 'isp', label: 'ISP', usual: true, isDetail: true },
  { name: 'asn', label: 'ASN', usual: false, isDetail: true },
  { name: 'location', label: 'Location', usual: true, isDetail: true },
  { name: 'targets', label: 'Targets', usual: true },
  { name: 'session_id', label: 'Session id', usual: false },
  { name: 'metadata', label: 'Metadata', usual: false },
  { name: 'recorded_at', label: 'Recorded (UTC)', usual: false },
  { name: 'id', label: 'Event id', usual: true },
] as const;

export type Column = (typeof COLUMNS)[number]['name'];

/** Returns the columns that can be chosen: without those that would be empty. */
export function columnsFor(zone: string, withDetails: boolean) {
  return COLUMNS.filter(
    (column) => (withDetails || !('isDetail' in column)) && (column.name !== 'time_local' || zone !== 'UTC'),
  );
}
