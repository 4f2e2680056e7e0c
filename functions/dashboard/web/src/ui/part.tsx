import { lazy, type ComponentType } from 'react';

/** Thrown where the code of a page or part could not be loaded. */
export class LoadError extends Error {
  override name = 'LoadError';
}

const renewals = new Set<() => void>();

/** Lets every part whose code could not be loaded be tried again. */
export function renewParts(): void {
  for (const renew of renewals) renew();
  renewals.clear();
}

/** Returns a component whose code is loaded when it is first shown. Unlike `lazy`, a failure is not final. */
export function part<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): ComponentType<Props> {
  const attempt = () =>
    lazy(() =>
      load().catch((error: unknown) => {
        renewals.add(() => {
          Current = attempt() as ComponentType<Props>;
        });
        throw new LoadError('The code of this part could not be loaded.', { cause: error });
      }),
    );
  let Current = attempt() as ComponentType<Props>;
  return function Part(props: Props) {
    return <Current {...props} />;
  };
}
