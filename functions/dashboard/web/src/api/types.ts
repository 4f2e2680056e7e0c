import type { components, paths } from './schema';

// The only file that names the schemas of the API.
type Schemas = components['schemas'];

type EventsQuery = NonNullable<paths['/v1/events']['get']['parameters']['query']>;

/** The name of a filter: every parameter of the events that selects by something other than time. */
export type FilterName = Exclude<keyof EventsQuery, 'from' | 'to' | 'order' | 'limit' | 'cursor' | `not.${string}`>;

/** The type of one value of each filter. */
export type FilterValues = { [Name in FilterName]: One<EventsQuery[Name]> };

/** The name of a parameter that filters events: by values that events must have, or must not have. */
export type FilterParameter = FilterName | `not.${FilterName}`;

/** The parameters that filter events. */
export type FilterParameters = { [Name in FilterName]?: FilterValues[Name][] } & { [Name in FilterName as `not.${Name}`]?: FilterValues[Name][] };

type One<T> = NonNullable<T> extends readonly (infer Value)[] ? Value : NonNullable<T>;

export type Answered = Schemas['Answered'];
export type AnswerKind = Schemas['AnswerKind'];
export type Backtest = Schemas['Backtest'];
export type ClosedFindings = Schemas['ClosedFindings'];
export type CreatedReaderKey = Schemas['CreatedReaderKey'];
export type DeadLetter = Schemas['DeadLetter'];
export type Destination = Schemas['Destination'];
export type DestinationRequest = Schemas['DestinationRequest'];
export type Detection = Schemas['Detection'];
export type Detections = Schemas['Detections'];
export type DetectionSettings = Schemas['DetectionSettings'];
export type DetectionSettingsRequest = Schemas['DetectionSettingsRequest'];
export type Evaluable = Schemas['Evaluable'];
export type Event = Schemas['Event'];
export type EventClass = Schemas['Class'];
export type EventType = Schemas['EventType'];
export type EventTypeRequest = Schemas['EventTypeRequest'];
export type Export = Schemas['Export'];
export type ExportColumn = NonNullable<ExportRequest['columns']>[number];
export type ExportFile = Schemas['ExportFile'];
export type ExportFormat = Schemas['ExportFormat'];
export type ExportRequest = Schemas['ExportRequest'];
export type FacetName = keyof Schemas['Facets'];
export type FacetValue = Schemas['FacetValue'];
export type FacetValues = Schemas['FacetValues'];
export type FeedEntry = Schemas['FeedEntry'];
export type Finding = Schemas['Finding'];
export type FindingBaseline = Schemas['FindingBaseline'];
export type FindingCounts = Schemas['FindingCounts'];
export type FindingDetails = Schemas['FindingDetails'];
export type FindingPatch = Schemas['FindingPatch'];
export type FindingState = Schemas['FindingState'];
export type Key = Schemas['ProductKey'];
export type KeyRequest = Schemas['ProductKeyRequest'];
export type Me = Schemas['Me'];
export type Measures = Schemas['Measures'];
export type Mute = Schemas['Mute'];
export type MuteKind = Schemas['MuteKind'];
export type MutePreview = Schemas['MutePreview'];
export type MuteRequest = Schemas['MuteRequest'];
export type MyFinding = Schemas['MyFinding'];
export type Notifications = Schemas['Notifications'];
export type NotificationsRequest = Schemas['NotificationsRequest'];
export type Organization = Schemas['Organization'];
export type OrganizationRequest = Schemas['OrganizationRequest'];
export type Outcome = Schemas['Outcome'];
export type PeopleCoverage = Schemas['PeopleCoverage'];
export type PeopleSort = Schemas['PeopleSort'];
export type Period = Schemas['CoveragePeriod'];
export type Person = Schemas['Person'];
export type PersonDetail = Schemas['PersonDetail'];
export type Plan = Schemas['Plan'];
export type Problem = Schemas['Problem'];
export type ReaderKey = Schemas['ReaderKey'];
export type Resolution = Schemas['Resolution'];
export type Rule = Schemas['Rule'];
export type RuleId = Schemas['RuleId'];
export type RuleParameter = Schemas['RuleParameter'];
export type RuleRequest = Schemas['RuleRequest'];
export type SecondFactorState = Schemas['SecondFactorState'];
export type SavedView = Schemas['SavedView'];
export type SavedViewRequest = Schemas['SavedViewRequest'];
export type Settings = Schemas['Settings'];
export type SettingsChange = Schemas['SettingsRequest'];
export type Severity = Schemas['Severity'];
export type Source = Schemas['Source'];
export type SourceRequest = Schemas['SourceRequest'];
export type Stream = Schemas['Stream'];
export type StreamAnswer = Schemas['StreamAnswer'];
export type StreamAttempt = Schemas['StreamAttempt'];
export type StreamFormat = Schemas['StreamFormat'];
export type StreamKind = Schemas['StreamKind'];
export type StreamPatch = Schemas['StreamPatch'];
export type StreamRequest = Schemas['StreamRequest'];
export type Summary = Schemas['Summary'];
export type User = Schemas['User'];
export type Verification = Schemas['Verification'];
