import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { cookieValue, isOwnOrigin, isTrustedHost } from './request-checks';

describe('isTrustedHost', () => {
  it('trusts addresses and own names', () => {
    for (const host of ['127.0.0.1:80', '[::1]', '192.168.1.4:8123', 'LocalHost', hostname()]) {
      expect(isTrustedHost(host), host).toBe(true);
    }
  });

  it.each([
    undefined,
    '',
    'a b',
    'evil.example',
    'localhost@evil.example',
    '127.0.0.1.evil.example',
  ])('does not trust %j', (host) => expect(isTrustedHost(host)).toBe(false));
});

describe('isOwnOrigin', () => {
  it('takes the origin that is the host itself, behind TLS as well', () => {
    expect(isOwnOrigin('http://127.0.0.1:8123', '127.0.0.1:8123')).toBe(true);
    expect(isOwnOrigin('https://beamline.example', 'Beamline.example')).toBe(true);
    expect(isOwnOrigin('http://localhost', 'localhost:80')).toBe(true);
  });

  it.each([
    [undefined, 'localhost'],
    ['null', 'localhost'],
    ['file://', ''],
    ['app://bundle', 'bundle'],
    ['http://localhost:1', 'localhost:2'],
    ['http://localhost.evil.example', 'localhost'],
    ['http://localhost', undefined],
  ])('refuses %j at %j', (origin, host) => expect(isOwnOrigin(origin, host)).toBe(false));
});

describe('cookieValue', () => {
  it('finds one among others', () => {
    expect(cookieValue('a=1; sweetspot=x-y_z; b=2', 'sweetspot')).toBe('x-y_z');
    expect(cookieValue('notsweetspot=1; sweetspot', 'sweetspot')).toBeNull();
    expect(cookieValue(undefined, 'sweetspot')).toBeNull();
  });
});
