import { lazy as reactLazy, type ComponentType } from 'react';

/** Thrown if the code of a component cannot be loaded. */
export class LoadError extends Error {
  override name = 'LoadError';
}

const failed = new Set<() => void>();

/** Loads the code of every failed component again when it is next shown. */
export function retryFailedLoads(): void {
  for (const reset of failed) reset();
  failed.clear();
}

/** Returns a component whose code loads when it is first shown. Unlike with React's `lazy`, a failed load can be retried. */
export function lazy<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): ComponentType<Props> {
  const attempt = () =>
    reactLazy(() =>
      load().catch((error: unknown) => {
        failed.add(() => {
          Current = attempt() as ComponentType<Props>;
        });
        throw new LoadError('The code could not be loaded.', { cause: error });
      }),
    );
  let Current = attempt() as ComponentType<Props>;
  return function Lazy(props: Props) {
    return <Current {...props} />;
  };
}
