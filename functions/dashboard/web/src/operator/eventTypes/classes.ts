import type { EventClass } from '../../api/types';

type ClassText = { label: string; text: string };

/** What events of each class mean, whichever product sends them. */
export const CLASSES: Record<EventClass, ClassText> = {
  'sign_in.succeeded': { label: 'Sign-in succeeded', text: 'A person signed in. Every step of the sign-in is complete.' },
  'sign_in.failed': { label: 'Sign-in failed', text: 'A sign-in failed because a proof was wrong: password, second factor or recovery secret.' },
  'sign_in.blocked': { label: 'Sign-in blocked', text: 'A rule or a protection refused a sign-in. The proofs may have been right.' },
  'sign_in.pending': { label: 'Sign-in pending', text: 'A sign-in started and is not complete: it waits for another step.' },
  'sign_in.by_admin': { label: 'Sign-in by an admin', text: 'An administrator signed in to the account of another person.' },
  'reauthentication.succeeded': { label: 'Reauthentication succeeded', text: 'A person who was signed in proved their identity again.' },
  'reauthentication.failed': { label: 'Reauthentication failed', text: 'A person who was signed in failed to prove their identity again.' },
  'password.changed': { label: 'Password changed', text: 'A password of an account was set, changed or removed.' },
  'account.reset': { label: 'Account reset', text: 'An account was reset: access was regained without the usual proofs.' },
  'second_factor.added': { label: 'Second factor added', text: 'A second factor was added to an account.' },
  'second_factor.removed': { label: 'Second factor removed', text: 'A second factor was removed from an account.' },
  'recovery.changed': { label: 'Recovery changed', text: 'A way to regain access to an account was added, changed or removed: phrase, address, phone or backup codes.' },
  'email.changed': { label: 'Email changed', text: 'The email address of an account was changed.' },
  'session.started': { label: 'Session started', text: 'A session was started, for example a VPN connection. Sign-ins have other classes.' },
  'session.ended': { label: 'Session ended', text: 'A session ended by itself or by the person who used it.' },
  'session.moved': { label: 'Session moved', text: 'A session continued from another network address.' },
  'session.revoked': { label: 'Session revoked', text: 'One or more sessions were signed out from elsewhere.' },
  'item.created': { label: 'Item created', text: 'An item was created. An item is a piece of the organization’s data, or a container of items.' },
  'item.changed': { label: 'Item changed', text: 'An item was changed, or restored from the trash.' },
  'item.read': { label: 'Item read', text: 'The content of an item was shown, copied or used.' },
  'item.deleted': { label: 'Item deleted', text: 'An item was deleted, or moved to the trash.' },
  'item.exported': { label: 'Items exported', text: 'Items were taken out of the product, for example into a file.' },
  'access.granted': { label: 'Access granted', text: 'A person or group got access to an item.' },
  'access.changed': { label: 'Access changed', text: 'The rights of a person or group on an item were changed.' },
  'access.revoked': { label: 'Access revoked', text: 'A person or group lost access to an item.' },
  'link.created': { label: 'Link created', text: 'A link was created that opens an item without an account.' },
  'link.opened': { label: 'Link opened', text: 'A link to an item was opened.' },
  'link.deleted': { label: 'Link deleted', text: 'A link to an item was deleted.' },
  'invitation.sent': { label: 'Invitation sent', text: 'A person was invited: to the organization, to the product or to an item.' },
  'invitation.accepted': { label: 'Invitation accepted', text: 'The invited person accepted.' },
  'invitation.declined': { label: 'Invitation declined', text: 'The invited person declined.' },
  'invitation.withdrawn': { label: 'Invitation withdrawn', text: 'The invitation was withdrawn before an answer.' },
  'member.added': { label: 'Member added', text: 'A person became a member of the organization.' },
  'member.removed': { label: 'Member removed', text: 'A person is no longer a member of the organization.' },
  'member.role_changed': { label: 'Role changed', text: 'A member got another role.' },
  'policy.strengthened': { label: 'Protection strengthened', text: 'A protection was switched on or made stricter, for the organization or for an account.' },
  'policy.weakened': { label: 'Protection weakened', text: 'A protection was switched off or made weaker, for the organization or for an account.' },
  'policy.changed': { label: 'Policy changed', text: 'A rule was changed, and the event doesn’t tell whether it became stricter.' },
  'monitoring.strengthened': { label: 'Monitoring strengthened', text: 'More is recorded or shown of the activity than before.' },
  'monitoring.weakened': { label: 'Monitoring weakened', text: 'Less is recorded or shown of the activity than before.' },
  'key.created': { label: 'Key created', text: 'A key was created, for encryption or for an API.' },
  'key.deleted': { label: 'Key deleted', text: 'A key was deleted or revoked.' },
  'key.reactivated': { label: 'Key reactivated', text: 'A key that was no longer usable is usable again.' },
  'report.exported': { label: 'Report exported', text: 'A report or an export of records was requested or handed out.' },
  other: { label: 'Other', text: 'None of the other classes.' },
};

/** All classes, in the order of the list. */
export const CLASS_IDS = Object.keys(CLASSES) as EventClass[];

/** Returns the text of a class, or `null` for one that only a newer version of the service has. */
export function classText(id: string): ClassText | null {
  return Object.hasOwn(CLASSES, id) ? CLASSES[id as EventClass] : null;
}
