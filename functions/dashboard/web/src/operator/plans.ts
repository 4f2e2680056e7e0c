import type { Plan } from '../api/types';

/** What people call the plans. */
export const PLAN_NAMES: Record<Plan, string> = {
  business_suite: 'Business Suite',
  professional: 'Professional',
  essentials: 'Essentials',
  free: 'Free',
};
