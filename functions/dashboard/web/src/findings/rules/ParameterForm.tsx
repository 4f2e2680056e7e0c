import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useUpdateRule } from '../../api/detections';
import type { Detection } from '../../api/types';
import { fieldErrors } from '../../ui/fieldErrors';
import { FormError } from '../../ui/FormError';
import { changesOf, defaultsOf, faultsOf, type Values } from './parameters';
import { ParameterField } from './ParameterField';
import styles from './rules.module.css';

type Props = { rule: Detection; values: Values; canChange: boolean; onValues: (values: Values | null) => void };

/** The numbers of a rule. Changes apply when they are saved. */
export function ParameterForm({ rule, values, canChange, onValues }: Props) {
  const { parameters } = rule;
  const update = useUpdateRule(rule.rule);
  const changes = changesOf(parameters, values);
  const faults = faultsOf(parameters, values);
  const isChanged = Object.keys(changes).length > 0;
  const isUsual = parameters.every(({ name, default: usual }) => values[name] === usual);
  const { at, other } = fieldErrors(update.error, Object.fromEntries(parameters.map(({ name }) => [name, `/parameters/${name}`])));
  return (
    <form
      className={styles.parameters}
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate(
          { parameters: changes },
          {
            onSuccess: () => {
              onValues(null);
              notifications.show({ message: `Saved. “${rule.title}” has these numbers from now on.` });
            },
          },
        );
      }}
    >
      {parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name] ?? parameter.value}
          error={faults[parameter.name] ?? at[parameter.name]}
          canChange={canChange}
          onChange={(value) => { onValues({ ...values, [parameter.name]: value }); }}
        />
      ))}
      <FormError error={other} />
      {canChange && (
        <div className={styles.buttons}>
          <Button type="submit" disabled={!isChanged || Object.keys(faults).length > 0} loading={update.isPending}>
            Save
          </Button>
          <Button variant="default" disabled={!isChanged} onClick={() => { onValues(null); }}>
            Discard
          </Button>
          <Button variant="subtle" disabled={isUsual} onClick={() => { onValues(defaultsOf(parameters)); }}>
            Set to defaults
          </Button>
        </div>
      )}
    </form>
  );
}
