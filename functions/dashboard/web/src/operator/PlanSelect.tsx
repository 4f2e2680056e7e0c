import { NativeSelect } from '@mantine/core';
import type { Plan } from '../api/types';
import { PLAN_LABELS } from '../view/labels';

const PLANS = Object.entries(PLAN_LABELS).map(([value, label]) => ({ value, label }));

type Props = { value: Plan; error: string | undefined; onChange: (plan: Plan) => void };

export function PlanSelect({ value, error, onChange }: Props) {
  return (
    <NativeSelect
      size="xs"
      label="Plan"
      description="Business Suite and Professional include the activity monitor."
      data={PLANS}
      value={value}
      error={error}
      onChange={(event) => { onChange(event.currentTarget.value as Plan); }}
    />
  );
}
