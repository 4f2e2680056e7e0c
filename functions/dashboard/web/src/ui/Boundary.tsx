import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { LoadError, retryFailedLoads } from './lazy';
import { Notice } from './Notice';
import { State, StateText } from './State';

type Props = {
  /** A new key, for example after Back, renders the children again. */
  resetKey?: string;
  /** Whether the children are only part of a page. */
  isPart?: boolean;
  children: ReactNode;
};

/** Shows an error in place of children that fail. The rest of the page stays. */
export class Boundary extends Component<Props, { error: unknown; hasFailed: boolean }> {
  override state = { error: null, hasFailed: false };

  static getDerivedStateFromError(error: unknown) {
    return { error, hasFailed: true };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.hasFailed && before.resetKey !== this.props.resetKey) this.retry();
  }

  retry = () => {
    retryFailedLoads();
    this.setState({ error: null, hasFailed: false });
  };

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    const isLoad = (this.state.error as unknown) instanceof LoadError;
    const title = isLoad ? 'This page couldn’t be loaded' : 'Something went wrong';
    const text = isLoad
      ? 'The connection was lost, or there is a new version. Reload the page.'
      : 'This page stopped because of an error. Reload to try again.';
    const actions = (
      <div>
        <Button
          mr={6}
          onClick={() => {
            location.reload();
          }}
        >
          Reload
        </Button>
        <Button variant="default" onClick={this.retry}>
          Try again
        </Button>
      </div>
    );
    if (this.props.isPart) {
      return (
        <Notice tone="red">
          {isLoad ? 'This section couldn’t be loaded.' : 'This section stopped because of an error.'} {actions}
        </Notice>
      );
    }
    return (
      <State isPage title={title} actions={actions}>
        <StateText>{text}</StateText>
      </State>
    );
  }
}
