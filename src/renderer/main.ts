import './client/schemas-without-eval';
import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/toasts.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { createClient } from './client/create-client';
import { useHostStore } from './stores/host';

const FONT_WAIT_MS = 1500;

/** Charts measure their labels once, so the font has to be there before the first is drawn. */
async function fontReady(): Promise<void> {
  const faces = ['400', '600'].map((weight) =>
    document.fonts.load(`${weight} 11px 'Inter Variable'`, '0−'),
  );
  const patience = new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS));
  await Promise.race([Promise.allSettled(faces), patience]);
}

const app = createApp(App);
app.use(createPinia());
useHostStore().attach(createClient());
void fontReady().then(() => app.mount('#app'));
