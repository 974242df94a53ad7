import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/toasts.css';
import { createPinia, type Pinia } from 'pinia';
import { TooltipProvider } from 'reka-ui';
import { createApp, defineComponent, h, type Component } from 'vue';
import { onTestFinished } from 'vitest';
import type { Client } from './client/client';
import { useHostStore } from './stores/host';

interface Mounted {
  element: HTMLElement;
  pinia: Pinia;
}

/** A component on the page with what surrounds it in the window; gone once the test is over. */
export function mount(
  component: Component,
  props: Record<string, unknown> = {},
  { client, width = 600, height = 400 }: { client?: Client; width?: number; height?: number } = {},
): Mounted {
  const element = document.createElement('div');
  element.style.cssText = `position: absolute; inset: 0 auto auto 0; display: flex; width: ${width}px; height: ${height}px`;
  document.body.append(element);
  const pinia = createPinia();
  const app = createApp(
    defineComponent({
      render: () => h(TooltipProvider, { delayDuration: 0 }, () => h(component, props)),
    }),
  );
  app.use(pinia);
  if (client) useHostStore(pinia).attach(client);
  app.mount(element);
  onTestFinished(() => {
    app.unmount();
    element.remove();
  });
  return { element, pinia };
}
