/** How often a second of processor time does a piece of work: what one idle core does. */
export function ratePerSecond(seconds: number, work: () => void): number {
  const startedAt = process.cpuUsage();
  for (let done = 1; ; done++) {
    work();
    const { user, system } = process.cpuUsage(startedAt);
    const elapsed = (user + system) / 1e6;
    if (elapsed >= seconds) return done / elapsed;
  }
}
