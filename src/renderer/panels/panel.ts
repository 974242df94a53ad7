import type { Component } from 'vue';

/** Where panels share a place as tabs: below the maps, and under the spectrum. */
export const panelPlaces = ['lower', 'side'] as const;
export type PanelPlace = (typeof panelPlaces)[number];

/** A view that a feature adds to the window, loaded when it is first shown. */
export interface PanelDescription {
  /** Kept in the preferences: once released, never given to another panel. */
  id: string;
  title: string;
  place: PanelPlace;
  component: () => Promise<{ default: Component }>;
  /** Whether there is a tab for it at present; reads stores and is followed. */
  isOffered?: () => boolean;
  /** The number beside the title; reads stores and is followed. */
  count?: () => number;
  /** True while the number tells of something wrong. */
  isTroubled?: () => boolean;
}
