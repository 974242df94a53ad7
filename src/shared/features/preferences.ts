import { command, event } from '../contract/define';
import { preferencesSchema } from '../preferences';
import { nothing } from './nothing';

export const preferencesCommands = {
  getPreferences: command({
    access: 'view',
    answeredBy: 'host',
    request: nothing,
    response: preferencesSchema,
  }),
  setPreferences: command({
    access: 'control',
    answeredBy: 'host',
    request: preferencesSchema.partial(),
    response: preferencesSchema,
  }),
};

export const preferencesEvents = {
  preferences: event(preferencesSchema),
};
