import type { App, Event, WebContents } from 'electron';
import { belongsTo, type Interface } from './app-addresses';

interface NavigationDependencies {
  app: Pick<App, 'on'>;
  shown: Interface;
  openExternal: (address: string) => void;
}

/** Keeps every page where it is: on the interface, without frames of other kinds or windows. */
export function registerNavigationGuards({
  app,
  shown,
  openExternal,
}: NavigationDependencies): void {
  app.on('web-contents-created', (_, contents: WebContents) => {
    const stay = (event: Event<{ url: string }>) => {
      if (!belongsTo(shown, event.url)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openExternal(url);
      return { action: 'deny' };
    });
  });
}
