import { config } from 'zod';

// The content security policy forbids code from strings, which zod would otherwise
// try. Schemas read this when they are made, so this module is imported first.
config({ jitless: true });
