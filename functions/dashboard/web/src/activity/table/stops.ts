import type { Event } from '../../api/types';
import type { Facet } from '../../view/filtering';
import { OUTCOMES, SOURCES } from '../../view/view';

/** The places of a row that the keyboard stops at, in their order. */
export const STOPS = ['time', 'user', 'event', 'source', 'outcome', 'ip', 'location', 'details'] as const;

export type Stop = (typeof STOPS)[number];

/** Tells whether a row has something at a stop. */
export function hasStop(event: Event, stop: Stop, withUser: boolean): boolean {
  switch (stop) {
    case 'user':
      return withUser;
    case 'ip':
      return event.client.ip != null;
    case 'location':
      return event.client.location != null && event.client.ip != null;
    default:
      return true;
  }
}

/** Returns the filter that a value of a row stands for; a time stands for a range instead. */
export function facetAt(event: Event, stop: Stop): Facet | null {
  switch (stop) {
    case 'user':
      return { by: 'user', value: event.actor.id };
    case 'event':
      return { by: 'type', value: event.type };
    case 'outcome':
      return known('outcome', OUTCOMES, event.outcome);
    case 'source':
      return known('source', SOURCES, event.source);
    case 'ip':
    case 'location':
      // A place is filtered by the address that it belongs to.
      return event.client.ip == null ? null : { by: 'ip', value: event.client.ip };
    default:
      return null;
  }
}

/** Returns the filter by a value, unless only a newer version of the service knows the value. */
function known<By extends string, Value extends string>(by: By, values: readonly Value[], text: string) {
  const value = values.find((one) => one === text);
  return value === undefined ? null : { by, value };
}

/** Returns the stop of `event` to go to from `stop`: the same, or the next one before it that is there. */
export function nearestStop(event: Event, stop: Stop, withUser: boolean): Stop {
  const index = STOPS.indexOf(stop);
  return STOPS.slice(0, index + 1).findLast((one) => hasStop(event, one, withUser)) ?? 'time';
}

/** Returns the next stop of a row in one direction, or where it is if there is none. */
export function nextStop(event: Event, stop: Stop, step: 1 | -1, withUser: boolean): Stop {
  const there = STOPS.filter((one) => one === stop || hasStop(event, one, withUser));
  return there[there.indexOf(stop) + step] ?? stop;
}

/** `Zürich, CH`. */
export function locationText(event: Event): string | null {
  const { location } = event.client;
  if (!location) return null;
  return location.city ? `${location.city}, ${location.country}` : location.country;
}
