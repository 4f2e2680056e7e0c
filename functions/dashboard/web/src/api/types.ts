import type { components, paths } from './schema';

// The only file that names the schemas of the API.
type Schemas = components['schemas'];

type EventsQuery = NonNullable<paths['/v1/events']['get']['parameters']['query']>;

/** The name of a filter: every parameter of the events that selects by something other than time. */
export type FilterName = Exclude<keyof EventsQuery, 'from' | 'to' | 'order' | 'limit' | 'cursor'>;

/** The parameters that filter events. */
export type FilterParameters = { [Name in FilterName]?: NonNullable<EventsQuery[Name]> };

/** The type of one value of each filter. */
export type FilterValues = { [Name in FilterName]: One<FilterParameters[Name]> };

type One<T> = NonNullable<T> extends readonly (infer Value)[] ? Value : NonNullable<T>;

export type CreatedReaderKey = Schemas['CreatedReaderKey'];
export type Event = Schemas['Event'];
export type EventClass = Schemas['Class'];
export type EventType = Schemas['EventType'];
export type EventTypeRequest = Schemas['EventTypeRequest'];
export type Export = Schemas['Export'];
export type ExportColumn = NonNullable<ExportRequest['columns']>[number];
export type ExportFile = Schemas['ExportFile'];
export type ExportFormat = Schemas['ExportFormat'];
export type ExportRequest = Schemas['ExportRequest'];
export type FeedEntry = Schemas['FeedEntry'];
export type Histogram = Schemas['Histogram'];
export type Key = Schemas['ProductKey'];
export type KeyRequest = Schemas['ProductKeyRequest'];
export type Me = Schemas['Me'];
export type Organization = Schemas['Organization'];
export type OrganizationRequest = Schemas['OrganizationRequest'];
export type Outcome = Schemas['Outcome'];
export type Period = Schemas['CoveragePeriod'];
export type Plan = Schemas['Plan'];
export type Problem = Schemas['Problem'];
export type ReaderKey = Schemas['ReaderKey'];
export type Settings = Schemas['Settings'];
export type SettingsChange = Schemas['SettingsRequest'];
export type Source = Schemas['Source'];
export type SourceRequest = Schemas['SourceRequest'];
export type Stream = Schemas['Stream'];
export type User = Schemas['User'];
