import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Notice } from './Notice';
import { LoadError, renewParts } from './part';
import { State, StateText } from './State';

type Props = {
  /** A new key, such as after Back, shows the children again. */
  resetKey?: string;
  /** Whether the children are a small part of a page. */
  isPart?: boolean;
  children: ReactNode;
};

/** Shows an error in place of children that fail, so that the rest of the page stays. */
export class Boundary extends Component<Props, { error: unknown; hasFailed: boolean }> {
  override state = { error: null, hasFailed: false };

  static getDerivedStateFromError(error: unknown) {
    return { error, hasFailed: true };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.hasFailed && before.resetKey !== this.props.resetKey) this.retry();
  }

  retry = () => {
    renewParts();
    this.setState({ error: null, hasFailed: false });
  };

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    const isLoad = (this.state.error as unknown) instanceof LoadError;
    const title = isLoad ? 'This page could not be loaded' : 'Something went wrong';
    const text = isLoad
      ? 'The connection was lost, or a new version was installed. Reload to get it.'
      : 'This page stopped because of an error. Reload to start it again.';
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
          {isLoad ? 'This part could not be loaded.' : 'This part stopped because of an error.'} {actions}
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
