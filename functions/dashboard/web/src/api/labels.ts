import { rememberLabel } from '../view/valueLabels';
import type { Event } from './types';
import { rememberUsers } from './users';

/** Remembers the names of values in events, so that filters by their IDs can show them. */
export function rememberEvents(events: readonly Event[]): void {
  rememberUsers(events.map(({ actor }) => actor));
  for (const { targets, client } of events) {
    for (const { type, id, name } of targets) if (name) rememberLabel('target', `${type}:${id}`, name);
    if (client.asn != null && client.isp) rememberLabel('isp', `AS${client.asn}`, client.isp);
  }
}
