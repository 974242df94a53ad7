import { z } from 'zod';

/** Every way an operation can fail, as users and programs see it. */
export const errorCodes = [
  'not-found',
  'unreadable',
  'incomplete',
  'unknown-format',
  'invalid-format',
  'invalid-request',
  'forbidden',
  'no-scan',
  'busy',
  'cancelled',
  'engine-unavailable',
  'model-unavailable',
  'write-failed',
  'unsupported',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** An error as data: what crosses process borders. */
export const errorDataSchema = z.object({
  code: z.enum(errorCodes),
  /** What was expected and what was found. */
  message: z.string(),
  /** What the user can do about it. */
  hint: z.string().optional(),
});
export type ErrorData = z.infer<typeof errorDataSchema>;

/** The one error class of the project. `incomplete` and `busy` are worth a retry. */
export class SweetSpotError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'SweetSpotError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** Errors that may pass by themselves: the file is still being written, or locked. */
export function isRetryable(code: ErrorCode): boolean {
  return code === 'incomplete' || code === 'busy' || code === 'unreadable';
}

/** Whether the system says that there is no such file or folder. */
export function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Any thrown value as data. Unknown errors keep their message under the code `internal`. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof SweetSpotError) {
    return error.hint === undefined
      ? { code: error.code, message: error.message }
      : { code: error.code, message: error.message, hint: error.hint };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** The error that `toErrorData` described. */
export function fromErrorData(data: ErrorData): SweetSpotError {
  return new SweetSpotError(
    data.code,
    data.message,
    data.hint === undefined ? {} : { hint: data.hint },
  );
}
