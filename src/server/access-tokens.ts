import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Client } from '#shared/contract';
import { SweetSpotError } from '#shared/errors';

/** Two links, two rights: `control` runs the scan, `view` only looks. */
export interface AccessTokens {
  control: string;
  view: string;
  /** What a token entitles to; null for one that is neither. Takes the same time whatever it is. */
  accessOf: (token: string | null) => Client['access'] | null;
}

/** Tokens travel as WebSocket subprotocols, which allow few characters. */
const tokenPattern = /^[A-Za-z0-9_-]{16,128}$/;

/**
 * Tokens of this run: random ones unless given.
 * @throws SweetSpotError `invalid-request` for a token that is too short or not transportable.
 */
export function createAccessTokens(given: { control?: string; view?: string } = {}): AccessTokens {
  const control = given.control ?? randomToken();
  const view = given.view ?? randomToken();
  for (const token of [control, view]) {
    if (!tokenPattern.test(token)) {
      throw new SweetSpotError(
        'invalid-request',
        'Expected a token of 16 to 128 letters, digits, - and _.',
      );
    }
  }
  if (control === view) {
    throw new SweetSpotError('invalid-request', 'Expected two different tokens.');
  }
  return {
    control,
    view,
    accessOf(token) {
      const isControl = sameText(token ?? '', control);
      const isView = sameText(token ?? '', view);
      if (isControl) return 'control';
      return isView ? 'view' : null;
    },
  };
}

export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares without telling by its duration where the texts differ, or how long they are. */
export function sameText(first: string, second: string): boolean {
  return timingSafeEqual(digest(first), digest(second));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
