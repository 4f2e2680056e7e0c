import type { Stream, StreamAnswer } from '../api/types';
import { formatCount, formatTime, plural } from '../time/format';
import { zoneLabel } from '../time/zone';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Red: the destination does not take events. Amber: events wait, or are missing. */
export type Tone = 'good' | 'wait' | 'bad';

/** The state of a stream: a word or two, and the rest of the sentence. */
export type StateWords = { tone: Tone; title: string; text: string };

/** Returns a duration in words: `45 s`, `12 min`, `3 h`, `5 days`. */
export function duration(millis: number): string {
  const passed = Math.max(0, millis);
  if (passed < MINUTE) return `${Math.floor(passed / SECOND)} s`;
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
  if (passed < 2 * DAY) return `${Math.floor(passed / HOUR)} h`;
  return plural(Math.floor(passed / DAY), 'day');
}

const since = (time: string, now: number) => duration(now - Date.parse(time));

/** Returns how a stream does. Never `Healthy` for one whose last attempt failed, or that does not send. */
export function stateWords(stream: Stream, now = Date.now()): StateWords {
  const { state, last_failure: failure, failing_since: failingSince, next_attempt_at: next } = stream;
  const reason = failure ? failure.reason : '';
  const then = next && Date.parse(next) > now ? ` Next attempt in ${duration(Date.parse(next) - now)}.` : '';
  switch (state) {
    case 'verifying':
      return { tone: 'wait', title: 'Not verified', text: 'Nothing is sent until the destination is verified.' };
    case 'active':
      if (failingSince) return { tone: 'wait', title: `Trying again for ${since(failingSince, now)}`, text: `${capital(reason)}.${then}` };
      return { tone: 'good', title: 'Healthy', text: waitingText(stream) };
    case 'failing':
      return {
        tone: 'bad',
        title: `Failing for ${since(failingSince ?? stream.since, now)}`,
        text: `${capital(reason)}. Events wait.${then}`,
      };
    case 'paused':
      return { tone: 'wait', title: `Paused for ${since(stream.since, now)}`, text: 'Events wait for as long as they are kept.' };
    case 'disabled':
      return {
        tone: 'bad',
        title: `Disabled for ${since(stream.since, now)}`,
        text: `${reason === '' ? '' : `${capital(reason)}. `}Events wait until an owner or admin resumes the stream.`,
      };
  }
}

function waitingText({ lag, last_success_at: last }: Stream): string {
  if (lag.segments === 0) return last ? 'Everything is sent.' : 'No event to send yet.';
  return `Sending what arrived in the last ${duration(lag.seconds * SECOND)}.`;
}

/** Returns how far a stream is behind the newest event. */
export function lagText({ lag }: Stream): string {
  return lag.segments === 0 ? 'None' : duration(lag.seconds * SECOND);
}

/** Returns what an answer of a destination means. */
export function answerText(answer: StreamAnswer, what: string): string {
  const after = `after ${formatCount(answer.duration_ms)} ms`;
  if (answer.delivered) {
    return answer.status == null ? `${what} was accepted ${after}.` : `${what} was accepted with status ${String(answer.status)} ${after}.`;
  }
  return `${what} was not accepted: ${answer.reason ?? 'the destination gave no reason'} (${after}).`;
}

/** Returns where a stream sends its events. `null` if only a secret tells it. */
export function destinationText({ destination }: Stream): string | null {
  const { url, to, site, bucket, prefix, bus_arn: bus } = destination;
  if (bucket !== undefined) return `s3://${bucket}/${prefix === undefined ? '' : `${prefix}/`}`;
  return url ?? to ?? site ?? bus ?? null;
}

/** Returns a time with its zone, or `Never`. */
export function timeText(time: string | null | undefined, zone: string): string {
  return time == null ? 'Never' : `${formatTime(time, zone)} ${zoneLabel(zone)}`;
}

export function capital(text: string): string {
  return text === '' ? 'No reason is known' : text.charAt(0).toUpperCase() + text.slice(1);
}
