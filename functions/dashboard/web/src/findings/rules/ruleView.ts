import { useLocation, useSearch } from 'wouter';

/** Returns the URL of the rules with one of them open. */
export function ruleUrl(rule: string): string {
  return `/rules?rule=${encodeURIComponent(rule)}`;
}

/** Returns the rule that the URL opens, and a function that opens another or none. */
export function useOpenRule(): [string | null, (rule: string | null) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  return [
    new URLSearchParams(search).get('rule'),
    (rule) => {
      navigate(rule === null ? path : ruleUrl(rule), { replace: true });
    },
  ];
}
