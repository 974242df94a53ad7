import { encode, ExtData } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SweetSpotError } from './errors';
import { createPointBatch } from './points';
import { decodeMessage, encodeMessage, socketProtocols, tokenFromProtocols } from './wire';

const typedArray = fc.oneof(fc.float32Array(), fc.float64Array(), fc.uint32Array());
const message = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    // MessagePack writes whole numbers as integers, which know no negative zero.
    fc.double().filter((value) => !Object.is(value, -0)),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    typedArray,
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 6, noNullPrototype: true },
    ),
  ),
})).value;

describe('encodeMessage and decodeMessage', () => {
  it('return every message as it was', () => {
    fc.assert(
      fc.property(message, (value) => {
        expect(decodeMessage(encodeMessage(value))).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it('return typed arrays of their own, whatever stands before them', () => {
    fc.assert(
      fc.property(fc.string(), typedArray, (before, array) => {
        const decoded = decodeMessage(encodeMessage([before, array])) as [string, typeof array];
        expect(decoded[1].constructor).toBe(array.constructor);
        expect(decoded[1].byteOffset).toBe(0);
        expect(decoded[1].buffer.byteLength).toBe(array.byteLength);
        expect(decoded[1]).toEqual(array);
      }),
    );
  });

  it('read what a Node socket delivers: a Buffer inside a larger one', () => {
    const array = Float64Array.of(1.5, -2, NaN);
    const decoded = decodeMessage(Buffer.from(encodeMessage({ array }))) as { array: Float64Array };
    expect(decoded.array).toEqual(array);
    expect(decoded.array.buffer.byteLength).toBe(24);
  });

  it('send only the elements a view covers', () => {
    const whole = Float32Array.from({ length: 100 }, (_, index) => index);
    const decoded = decodeMessage(encodeMessage(whole.subarray(10, 13)));
    expect(decoded).toEqual(Float32Array.of(10, 11, 12));
  });

  it('keep NaN of unknown values', () => {
    const batch = createPointBatch(3);
    expect(decodeMessage(encodeMessage(batch))).toEqual(batch);
  });

  it('leave undefined properties out', () => {
    expect(decodeMessage(encodeMessage({ code: 'busy', hint: undefined }))).toEqual({
      code: 'busy',
    });
  });
});

describe('decodeMessage on hostile bytes', () => {
  const expectRefusal = (bytes: Uint8Array, maxArrayLength?: number) => {
    try {
      decodeMessage(bytes, maxArrayLength);
    } catch (error) {
      expect(error).toBeInstanceOf(SweetSpotError);
      expect((error as SweetSpotError).code).toBe('invalid-request');
      return;
    }
    expect.unreachable('decoded');
  };

  it('throws nothing but a refusal, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeMessage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SweetSpotError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses a message cut short', () => {
    fc.assert(
      fc.property(typedArray, fc.nat(), (array, cut) => {
        const bytes = encodeMessage({ array });
        expectRefusal(bytes.subarray(0, cut % bytes.length));
      }),
    );
  });

  it('refuses lengths no message of that size can have', () => {
    expectRefusal(Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff));
    expectRefusal(Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff));
    expectRefusal(Uint8Array.of(0xc9, 0xff, 0xff, 0xff, 0xff, 1));
  });

  it('refuses arrays longer than the caller allows', () => {
    const bytes = encodeMessage([1, 2, 3]);
    expect(decodeMessage(bytes, 3)).toEqual([1, 2, 3]);
    expectRefusal(bytes, 2);
  });

  it('refuses half elements and prototype keys', () => {
    expectRefusal(encode(new ExtData(1, new Uint8Array(7))));
    expectRefusal(Uint8Array.of(0x81, 0xa9, ...new TextEncoder().encode('__proto__'), 0x80));
  });
});

describe('socketProtocols', () => {
  it('carry the token to tokenFromProtocols', () => {
    expect(tokenFromProtocols(socketProtocols('abc-DEF_123'))).toBe('abc-DEF_123');
    expect(tokenFromProtocols(['sweetspot.v1'])).toBeNull();
  });
});
