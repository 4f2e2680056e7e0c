import type { RuleParameter } from '../../api/types';
import { formatCount } from '../../time/format';

/** The values of a rule's parameters by name. `NaN` for a text that is no number. */
export type Values = Readonly<Record<string, number>>;

export function valuesOf(parameters: readonly RuleParameter[]): Values {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}

export function defaultsOf(parameters: readonly RuleParameter[]): Values {
  return Object.fromEntries(parameters.map(({ name, default: usual }) => [name, usual]));
}

/** Returns the values that differ from the stored ones. `null` stands for the default. */
export function changesOf(parameters: readonly RuleParameter[], values: Values): Record<string, number | null> {
  const changed = parameters.filter(({ name, value }) => values[name] !== value);
  return Object.fromEntries(changed.map(({ name, default: usual }) => [name, values[name] === usual ? null : (values[name] ?? null)]));
}

/** Returns what is wrong with values, by name. */
export function faultsOf(parameters: readonly RuleParameter[], values: Values): Record<string, string> {
  const wrong = parameters.filter(({ name, min, max }) => {
    const value = values[name] ?? NaN;
    return !Number.isInteger(value) || value < min || value > max;
  });
  return Object.fromEntries(wrong.map(({ name, min, max }) => [name, `${formatCount(min)} to ${formatCount(max)}`]));
}
