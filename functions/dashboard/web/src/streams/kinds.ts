import type { DestinationRequest, StreamFormat, StreamKind } from '../api/types';

export type FieldName = keyof DestinationRequest;

/** A field of the form of a destination. */
export type DestinationField = {
  name: FieldName;
  label: string;
  /** Shown below the label. */
  text?: string;
  placeholder?: string;
  isOptional?: true;
  /** Whether the value is a secret, which the API never returns. */
  isSecret?: true;
  /** Whether the API takes a list. The field has its values separated by commas. */
  isList?: true;
};

export type Kind = {
  label: string;
  /** Who gets what. */
  text: string;
  formats: readonly StreamFormat[];
  fields: readonly DestinationField[];
  /** Whether people read the messages: it sends only findings. */
  isForPeople?: true;
  /** What the operator of the installation must have set up first. */
  needs?: string;
  /** The section of the guide. */
  guide: string;
};

/** Every kind of destination, in the order of the form. */
export const KINDS: Record<StreamKind, Kind> = {
  webhook: {
    label: 'Webhook',
    text: 'Signed requests to an HTTPS endpoint of yours, up to 100 events each.',
    formats: ['native', 'ocsf', 'cloudevents'],
    fields: [{ name: 'url', label: 'URL', text: 'A public HTTPS address on port 443, 8443 or 8088.', placeholder: 'https://siem.northwind.example/events' }],
    guide: 'webhook',
  },
  splunk: {
    label: 'Splunk',
    text: 'Events to the HTTP Event Collector.',
    formats: ['native', 'ocsf'],
    fields: [
      { name: 'url', label: 'URL of the collector', text: 'Only host and port.', placeholder: 'https://splunk.northwind.example:8088' },
      { name: 'token', label: 'Token', isSecret: true },
      { name: 'index', label: 'Index', isOptional: true, text: 'Without it, Splunk uses the default of the token.' },
      { name: 'sourcetype', label: 'Source type', isOptional: true },
      { name: 'channel', label: 'Channel', isOptional: true, text: 'A UUID. Tokens with indexer acknowledgment need it.' },
    ],
    guide: 'splunk',
  },
  datadog: {
    label: 'Datadog',
    text: 'Events as logs.',
    formats: ['native', 'ocsf'],
    fields: [
      { name: 'site', label: 'Site', placeholder: 'datadoghq.eu' },
      { name: 'api_key', label: 'API key', isSecret: true },
      { name: 'service', label: 'Service', isOptional: true },
      { name: 'tags', label: 'Tags', isOptional: true, isList: true, text: 'Separated by commas.', placeholder: 'env:production, team:security' },
    ],
    guide: 'datadog',
  },
  s3: {
    label: 'Amazon S3',
    text: 'Compressed files in a bucket of yours, with a role of your AWS account.',
    formats: ['native', 'ocsf'],
    fields: [
      { name: 'bucket', label: 'Bucket', placeholder: 'northwind-audit' },
      { name: 'region', label: 'Region', placeholder: 'eu-central-1' },
      { name: 'prefix', label: 'Prefix of the keys', isOptional: true, placeholder: 'activity' },
      {
        name: 'role_arn',
        label: 'Role ARN',
        text: 'A role that may write to the bucket. Its trust policy needs the external ID that the stream’s page shows.',
        placeholder: 'arn:aws:iam::123456789012:role/activity-monitor',
      },
    ],
    guide: 'amazon-s3-and-athena',
  },
  eventbridge: {
    label: 'Amazon EventBridge',
    text: 'Each event to an event bus of yours.',
    formats: ['native', 'ocsf'],
    fields: [
      {
        name: 'bus_arn',
        label: 'Event bus ARN',
        text: 'The operator of the monitor must have allowed this bus.',
        placeholder: 'arn:aws:events:eu-central-1:123456789012:event-bus/security',
      },
    ],
    guide: 'amazon-eventbridge',
  },
  slack: {
    label: 'Slack',
    text: 'A message for each new finding, to a channel.',
    formats: ['native'],
    fields: [
      {
        name: 'url',
        label: 'URL of the incoming webhook',
        text: 'It is a secret: anyone who has it can post to the channel.',
        placeholder: 'https://hooks.slack.com/services/…',
        isSecret: true,
      },
    ],
    isForPeople: true,
    guide: 'slack',
  },
  teams: {
    label: 'Microsoft Teams',
    text: 'A message for each new finding, to a channel.',
    formats: ['native'],
    fields: [
      { name: 'url', label: 'URL of the workflow', text: 'It is a secret: anyone who has it can post to the channel.', isSecret: true },
    ],
    isForPeople: true,
    guide: 'microsoft-teams',
  },
  email: {
    label: 'Email',
    text: 'A mail for each new finding, to one address.',
    formats: ['native'],
    fields: [{ name: 'to', label: 'Email address', placeholder: 'security@northwind.example' }],
    isForPeople: true,
    guide: 'e-mail',
  },
};

export const KIND_NAMES = Object.keys(KINDS) as StreamKind[];

export const FORMAT_LABELS: Record<StreamFormat, string> = {
  native: 'Native: the events as the API returns them',
  ocsf: 'OCSF 1.5: a common schema of SIEMs',
  cloudevents: 'CloudEvents 1.0',
};
