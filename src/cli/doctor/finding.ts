/** One thing looked at: whether it is in order, what was found, and what to do where it is not. */
export interface Finding {
  what: string;
  /** `warning`: scans run, but not as they should. */
  state: 'good' | 'warning' | 'bad';
  found: string;
  advice?: string;
}

const signs = { good: '✓', warning: '!', bad: '✗' };

/** Findings as lines for people. */
export function findingsText(findings: readonly Finding[]): string {
  return findings
    .map(({ what, state, found, advice }) => {
      const line = `${signs[state]} ${what}: ${found}`;
      return advice === undefined ? line : `${line}\n    ${advice}`;
    })
    .join('\n');
}

/** The finding of a look that may throw; a throw is bad, with its message. */
export async function finding(
  what: string,
  advice: string,
  look: () => Promise<Omit<Finding, 'what'>>,
): Promise<Finding> {
  try {
    return { what, ...(await look()) };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { what, state: 'bad', found, advice };
  }
}
