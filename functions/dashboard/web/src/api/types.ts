import type { components } from './schema';

// The only file that names the schemas of the API.
type Schemas = components['schemas'];

export type Event = Schemas['EventBody'];
export type EventType = Schemas['CatalogueEntry'];
export type Export = Schemas['ExportBody'];
export type ExportFile = Schemas['ExportFile'];
export type ExportFormat = Schemas['ExportFormatBody'];
export type ExportRequest = Schemas['ExportRequestBody'];
export type Histogram = Schemas['HistogramBody'];
export type Key = Schemas['KeyBody'];
export type KeyRequest = Schemas['KeyRequest'];
export type Me = Schemas['MeBody'];
export type Organization = Schemas['OrganizationBody'];
export type OrganizationRequest = Schemas['OrganizationRequest'];
export type Outcome = Schemas['Outcome'];
export type Period = Schemas['PeriodBody'];
export type Plan = Schemas['Plan'];
export type Problem = Schemas['ProblemBody'];
export type Settings = Schemas['SettingsBody'];
export type SettingsChange = Schemas['SettingsRequest'];
export type Source = Schemas['Source'];
export type User = Schemas['UserBody'];
