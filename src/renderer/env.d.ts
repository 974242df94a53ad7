/// <reference types="vite/client" />
import type { DesktopBridge } from '#shared/wire';

declare global {
  interface Window {
    /** Put there by the preload script; absent in a browser. */
    readonly sweetspot?: DesktopBridge;
  }
}
