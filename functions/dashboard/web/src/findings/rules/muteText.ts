import type { MuteKind } from '../../api/types';
import { userLabel } from '../../api/users';
import { countryName } from '../../view/countries';

type Subject = { kind: MuteKind; value?: string | null };

/** Returns the subject of a mute as text. */
export function muteSubjectText({ kind, value }: Subject): string {
  switch (kind) {
    case 'person':
      return userLabel(value ?? '');
    case 'organization':
      return 'The whole organization';
    case 'country':
      return value == null ? 'A country (hidden)' : countryName(value);
    case 'asn':
      return value == null ? 'A network (hidden)' : `Network ${value}`;
    case 'address':
    case 'network':
      return value ?? 'An address (hidden)';
  }
}
